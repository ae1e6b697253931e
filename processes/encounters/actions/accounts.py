"""What becomes of registrations when accounts are closed, united or verified again, and what is erased in time."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from processes.encounters.actions.common import free, lock, promote
from processes.models import Registration, RegistrationState

if TYPE_CHECKING:
    from participation.models import Person


@transaction.atomic
def leave_registrations(*, person: "Person", at: datetime) -> int:
    """Give back the seats of a closed account in what did not begin, and forget what it wrote; return how many."""
    rows = Registration.objects.filter(person=person).exclude(state=RegistrationState.WITHDRAWN)
    given = _give_back(list(rows.filter(encounter__starts_at__gt=at).order_by("encounter_id")), at)
    Registration.objects.filter(person=person).update(sealed_needs="", answers=[], organisation="")
    return given


@transaction.atomic
def unite_registrations(*, accounts: "list[Person]", at: datetime) -> int:
    """Leave the first registration in each encounter where several accounts are one person; return how many went."""
    rows = Registration.objects.filter(person__in=accounts, encounter__starts_at__gt=at)
    seen: set[int] = set()
    gone = []
    for row in rows.exclude(state=RegistrationState.WITHDRAWN).order_by("encounter_id", "pk"):
        if row.encounter_id in seen:
            gone.append(row)
        seen.add(row.encounter_id)
    return _give_back(gone, at)


@transaction.atomic
def transfer_registrations(*, former: "Person", to: "Person", at: datetime) -> int:
    """Give the registrations of a deleted account to the account that the same person opened; return how many."""
    taken = Registration.objects.filter(person=to).exclude(state=RegistrationState.WITHDRAWN).values("encounter")
    return Registration.objects.filter(person=former).exclude(encounter__in=taken).update(person=to)


@transaction.atomic
def erase_private_words(*, before: datetime) -> int:
    """Erase names, needs and answers of encounters that ended before a moment; return of how many people."""
    old = Registration.objects.filter(encounter__ends_at__lt=before)
    rows = old.exclude(sealed_name="", sealed_needs="", answers=[])
    return rows.update(sealed_name="", sealed_needs="", answers=[])


def _give_back(rows: list[Registration], at: datetime) -> int:
    for row in rows:
        encounter = lock(row.encounter)
        row.refresh_from_db()
        if row.state != RegistrationState.WITHDRAWN:
            free(row, at)
            promote(encounter, at)
    return len(rows)
