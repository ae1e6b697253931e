"""What the acts of encounters share, each within an act that holds the encounter's row: pools, and who waits."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils.translation import gettext as _

from participation.ciphers import cipher
from participation.events.record import record
from processes.encounters import events
from processes.models import Encounter, EncounterMode, Registration, RegistrationState, SeatPool
from processes.models.encounter import HELD, ONLINE

PURPOSE = "registrations"


def seal(text: str) -> str:
    """Return a private text encrypted; nothing for nothing."""
    return cipher(PURPOSE).encrypt(text.encode()).decode() if text else ""


def unseal(kept: str) -> str:
    """Return a private text."""
    return cipher(PURPOSE).decrypt(kept.encode()).decode() if kept else ""


def lock(encounter: Encounter) -> Encounter:
    """Return the encounter as it is now, held until the commit."""
    rows = Encounter.objects.for_page().select_for_update(of=("self",), no_key=True)
    found: Encounter = rows.get(pk=encounter.pk)
    return found


def set_pools(encounter: Encounter) -> None:
    """Give the pools the seats that the encounter says, within an act that holds it.

    Raises ValidationError where more are taken than would be left.
    """
    wanted = encounter.pools()
    for pool in SeatPool.objects.filter(encounter=encounter):
        seats = wanted.pop(pool.name, 0)
        if seats is not None and seats < pool.taken:
            words = _("%(n)s of these seats are taken already: leave at least as many.")
            raise ValidationError({"capacity": words % {"n": pool.taken}})
        if seats == 0 and pool.name:
            SeatPool.objects.filter(pk=pool.pk).delete()
        elif seats != pool.seats:
            SeatPool.objects.filter(pk=pool.pk).update(seats=seats)
    SeatPool.objects.bulk_create(
        SeatPool(encounter=encounter, name=name, seats=seats) for name, seats in wanted.items()
    )


def promote(encounter: Encounter, at: datetime) -> int:
    """Give free seats to those who wait, in the order in which they came, within an act that holds the encounter."""
    pools = {pool.name: pool for pool in SeatPool.objects.filter(encounter=encounter)}
    given = 0
    while (row := _next_waiting(encounter, pools)) is not None:
        name = next(name for name in fitting(row, encounter) if name in pools and pools[name].room)
        pools[name].taken += 1
        SeatPool.objects.filter(pk=pools[name].pk).update(taken=F("taken") + 1)
        row.state, row.pool, row.seated_at = RegistrationState.SEATED, name, at
        row.save(update_fields=["state", "pool", "seated_at"])
        payload = {"encounter": encounter.pk, "registration": row.pk}
        record(events.SEAT_GIVEN, subject=encounter.subject, by=None, at=at, payload=payload)
        given += 1
    return given


def free(registration: Registration, at: datetime) -> None:
    """Mark a registration as withdrawn and free its seat, within an act that holds the encounter."""
    if registration.state == RegistrationState.SEATED:
        rows = SeatPool.objects.filter(encounter=registration.encounter_id, name=registration.pool)
        rows.update(taken=F("taken") - 1)
    registration.state, registration.withdrawn_at = RegistrationState.WITHDRAWN, at
    registration.sealed_name = registration.sealed_needs = ""
    registration.save(update_fields=["state", "withdrawn_at", "sealed_name", "sealed_needs"])


def fitting(row: Registration, encounter: Encounter) -> tuple[str, ...]:
    """Return the pools in which somebody may have a seat, the narrowest first."""
    return (ONLINE,) if row.online and encounter.mode == EncounterMode.HYBRID else (row.sector, "")


def _next_waiting(encounter: Encounter, pools: dict[str, SeatPool]) -> Registration | None:
    """Return who came first of those for whom there is a seat."""
    fits = Q()
    for name, pool in pools.items():
        if pool.room and name not in {HELD, ONLINE}:
            fits |= Q(sector=name) if name else Q(pk__isnull=False)
    if not fits:
        return None
    rows = Registration.objects.filter(fits, encounter=encounter, state=RegistrationState.WAITING)
    return rows.order_by("pk").first()
