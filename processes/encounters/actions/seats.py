"""Seats: registering, waiting, withdrawing, and the waiting list that promotes itself.

Every act takes the encounter's row first, so that they follow one another; beneath that, ``SeatPool`` refuses one seat
too many. A seat never stays free while somebody whom it would fit waits: whoever frees one gives it away in the same
act, so that nobody who comes later passes before them.
"""

import secrets
import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from participation.contribution import CAPTURED, Channel
from participation.events.record import record
from participation.folios.codes import LETTERS
from participation.web.richtext import tidy
from processes.encounters import events, policies
from processes.encounters.actions.common import fitting, free, lock, promote, seal
from processes.models import Encounter, EncounterMode, Registration, RegistrationState, SeatPool, Sector
from processes.models.encounter import HELD

if TYPE_CHECKING:
    from participation.models import Person

LONGEST_NEEDS, LONGEST_NAME, LONGEST_ANSWER = 500, 120, 300


@transaction.atomic
def register(
    *,
    encounter: Encounter,
    by: "Person",
    at: datetime,
    sector: str = Sector.PUBLIC,
    organisation: str = "",
    needs: str = "",
    online: bool = False,
    answers: list[str] | None = None,
    act_id: uuid.UUID | None = None,
    channel: str = Channel.WEB,
) -> Registration:
    """Take a seat, or the next place on the waiting list; the same ``act_id`` again returns the first registration.

    Raises ActDenied and ValidationError.
    """
    encounter = lock(encounter)
    if act_id is not None and (same := Registration.objects.filter(person=by, act_id=act_id).first()):
        same.encounter = encounter
        return same
    policies.may_register(by, encounter, at=at).enforce()
    row = _new(encounter, at, sector=sector, organisation=organisation, needs=needs, online=online, answers=answers)
    row.person, row.channel = by, channel
    return _place(row, at, act_id, held=False, by=by, name=events.REGISTERED)


@transaction.atomic
def capture_registration(
    *,
    encounter: Encounter,
    name: str,
    by: "Person",
    at: datetime,
    sector: str = Sector.PUBLIC,
    organisation: str = "",
    needs: str = "",
    online: bool = False,
    answers: list[str] | None = None,
    held: bool = False,
    channel: str = Channel.COUNTER,
    act_id: uuid.UUID | None = None,
) -> Registration:
    """Register somebody without an account, or with ``held`` give one of the seats kept by hand.

    The name is encrypted, read by whoever keeps the door, and erased after the encounter. Raises ActDenied and
    ValidationError.
    """
    encounter = lock(encounter)
    if act_id is not None and (same := Registration.objects.filter(captured_by=by, act_id=act_id).first()):
        same.encounter = encounter
        return same
    policies.may_register_others(by, encounter, at=at).enforce()
    name = " ".join(tidy(name).split())[:LONGEST_NAME]
    if not name:
        raise ValidationError({"name": _("This is missing.")})
    row = _new(encounter, at, sector=sector, organisation=organisation, needs=needs, online=online, answers=answers)
    if channel not in CAPTURED:
        raise ValidationError({"channel": _("Say how it reached you, such as in person, on paper or by telephone.")})
    row.sealed_name, row.channel, row.captured_by = seal(name), channel, by
    return _place(row, at, act_id, held=held, by=by, name=events.CAPTURED)


@transaction.atomic
def withdraw_registration(*, registration: Registration, by: "Person", at: datetime) -> Registration:
    """Take back one's registration; the seat goes to whoever waits first. Again changes nothing."""
    encounter = lock(registration.encounter)
    registration = _fresh(registration, encounter)
    if registration.state == RegistrationState.WITHDRAWN and registration.person_id == by.pk:
        return registration
    policies.may_withdraw(by, registration, at=at).enforce()
    free(registration, at)
    payload = {"encounter": encounter.pk, "registration": registration.pk}
    record(events.REGISTRATION_WITHDRAWN, subject=encounter.subject, by=by, at=at, payload=payload)
    promote(encounter, at)
    return registration


@transaction.atomic
def cancel_registration(*, registration: Registration, by: "Person", at: datetime) -> Registration:
    """Take back a registration that an official captured, at the wish of whoever it is of; again changes nothing."""
    encounter = lock(registration.encounter)
    registration = _fresh(registration, encounter)
    policies.may_register_others(by, encounter, at=at).enforce()
    if registration.person_id is not None:
        raise ValidationError(_("Who has an account withdraws by themselves."))
    if registration.state == RegistrationState.WITHDRAWN:
        return registration
    free(registration, at)
    payload = {"encounter": encounter.pk, "registration": registration.pk}
    record(events.REGISTRATION_WITHDRAWN, subject=encounter.subject, by=by, at=at, payload=payload)
    promote(encounter, at)
    return registration


def _fresh(registration: Registration, encounter: Encounter) -> Registration:
    registration = Registration.objects.get(pk=registration.pk)
    registration.encounter = encounter
    return registration


def _new(encounter: Encounter, at: datetime, **given: Any) -> Registration:
    """Return a registration that is not kept yet. Raises ValidationError by field."""
    if given["sector"] not in Sector.values:
        raise ValidationError({"sector": _("Choose one of the options.")})
    answers = [" ".join(tidy(str(text)).split())[:LONGEST_ANSWER] for text in given["answers"] or []]
    return Registration(
        encounter=encounter,
        at=at,
        sector=given["sector"],
        organisation=" ".join(tidy(given["organisation"]).split())[:150],
        sealed_needs=seal(tidy(given["needs"]).strip()[:LONGEST_NEEDS]),
        online=bool(given["online"]) and encounter.mode == EncounterMode.HYBRID,
        answers=answers[: len(encounter.component.config.questions)],
    )


def _place(
    row: Registration, at: datetime, act_id: uuid.UUID | None, *, held: bool, by: "Person", name: str
) -> Registration:
    """Seat somebody where there is room, else put them on the list, and record it."""
    row.code = _code()
    if act_id is not None:
        row.act_id = act_id
    row.state = RegistrationState.WAITING
    for pool in (HELD,) if held else fitting(row, row.encounter):
        free_seat = Q(seats__isnull=True) | Q(taken__lt=F("seats"))
        if SeatPool.objects.filter(free_seat, encounter=row.encounter, name=pool).update(taken=F("taken") + 1):
            row.state, row.pool, row.seated_at = RegistrationState.SEATED, pool, at
            break
    if held and row.state == RegistrationState.WAITING:
        raise ValidationError({"held": _("No seat is kept by hand any more.")})
    row.save()
    payload = {"encounter": row.encounter_id, "registration": row.pk, "waiting": row.state == RegistrationState.WAITING}
    record(name, subject=row.encounter.subject, by=by, at=at, payload=payload)
    return row


def _code() -> str:
    """Return a code that nobody has: short enough to be read aloud at the door."""
    while True:
        code = "".join(secrets.choice(LETTERS) for _place in range(6))
        if not Registration.objects.filter(code=code).exists():
            return code
