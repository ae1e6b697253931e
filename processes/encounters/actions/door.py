"""The door: who came, checked in once however often a phone sends it, and those who came without registering."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from processes.encounters import events, policies
from processes.models import Encounter, Registration, RegistrationState, Sector, WalkIn

if TYPE_CHECKING:
    from participation.models import Person


@transaction.atomic
def check_in(*, registration: Registration, by: "Person", at: datetime) -> Registration:
    """Note that somebody who registered came, be it from the waiting list; again changes nothing."""
    registration = _locked(registration)
    encounter = registration.encounter
    policies.may_keep_door(by, encounter, at=at).enforce()
    if registration.state == RegistrationState.WITHDRAWN:
        raise ValidationError(_("This person withdrew. Count them as somebody without registration."))
    if registration.checked_in_at is not None:
        return registration
    registration.checked_in_at, registration.checked_in_by = at, by
    registration.save(update_fields=["checked_in_at", "checked_in_by"])
    payload = {"encounter": encounter.pk, "registration": registration.pk}
    record(events.CHECKED_IN, subject=encounter.subject, by=by, at=at, payload=payload)
    return registration


@transaction.atomic
def undo_check_in(*, registration: Registration, by: "Person", at: datetime) -> Registration:
    """Take a check-in back that was a mistake; again changes nothing."""
    registration = _locked(registration)
    encounter = registration.encounter
    policies.may_keep_door(by, encounter, at=at).enforce()
    if registration.checked_in_at is None:
        return registration
    registration.checked_in_at = registration.checked_in_by = None
    registration.save(update_fields=["checked_in_at", "checked_in_by"])
    payload = {"encounter": encounter.pk, "registration": registration.pk}
    record(events.CHECK_IN_UNDONE, subject=encounter.subject, by=by, at=at, payload=payload)
    return registration


@transaction.atomic
def walk_in(*, encounter: Encounter, sector: str, act_id: uuid.UUID, by: "Person", at: datetime) -> WalkIn | None:
    """Count somebody who came without registering, by sector; None where the same was counted before."""
    encounter = _fresh(encounter)
    policies.may_keep_door(by, encounter, at=at).enforce()
    if sector not in Sector.values:
        raise ValidationError({"sector": _("Choose one of the options.")})
    row, new = WalkIn.objects.get_or_create(
        act_id=act_id, defaults={"encounter": encounter, "sector": sector, "by": by, "at": at}
    )
    if not new:
        return None
    payload = {"encounter": encounter.pk, "sector": sector}
    record(events.WALKED_IN, subject=encounter.subject, by=by, at=at, payload=payload)
    return row


@transaction.atomic
def undo_walk_in(*, encounter: Encounter, sector: str, by: "Person", at: datetime) -> bool:
    """Take back the last one of a sector who was counted; return whether there was one."""
    encounter = _fresh(encounter)
    policies.may_keep_door(by, encounter, at=at).enforce()
    rows = WalkIn.objects.select_for_update().filter(encounter=encounter, sector=sector)
    row = rows.order_by("-pk").first()
    if row is None:
        return False
    row.delete()
    payload = {"encounter": encounter.pk, "sector": sector}
    record(events.WALK_IN_UNDONE, subject=encounter.subject, by=by, at=at, payload=payload)
    return True


def _fresh(encounter: Encounter) -> Encounter:
    found: Encounter = Encounter.objects.for_page().get(pk=encounter.pk)
    return found


def _locked(registration: Registration) -> Registration:
    rows = Registration.objects.select_for_update(of=("self",), no_key=True)
    found: Registration = rows.select_related(
        "encounter__subject", "encounter__component__process__subject", "encounter__component__subject"
    ).get(pk=registration.pk)
    return found
