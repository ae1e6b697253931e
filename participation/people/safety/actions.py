"""Acts upon sessions and second steps."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from participation.access.verdict import Denied
from participation.events.record import record
from participation.people.policies import may_manage_account
from participation.people.safety import policies

if TYPE_CHECKING:
    from participation.models import Person


@transaction.atomic
def end_session(*, person: "Person", handle: uuid.UUID, by: "Person", at: datetime) -> bool:
    """End one of one's sessions at once; return whether there was one. Raises ActDenied."""
    from participation.models import Session

    may_manage_account(by, person, at=at).enforce()
    ended = Session.objects.filter(person=person, handle=handle).delete()[0]
    if ended:
        _record_change(person, "session_ended", by, at)
    return bool(ended)


@transaction.atomic
def end_other_sessions(*, person: "Person", kept: str, by: "Person", at: datetime) -> int:
    """End every session but the one of a key; return how many ended. Raises ActDenied."""
    from participation.models import Session

    may_manage_account(by, person, at=at).enforce()
    ended = Session.objects.filter(person=person).exclude(session_key=kept).delete()[0]
    if ended:
        _record_change(person, "other_sessions_ended", by, at)
    return ended


@transaction.atomic
def reset_second_step(*, person: "Person", reason: str, by: "Person", confirmed_by: "Person", at: datetime) -> None:
    """Take away an official's lost second step: two colleagues together, neither of them its owner.

    App, passkeys and recovery codes go, every session ends. The roles sleep until the owner signs in by code and sets
    up another. Raises ActDenied.
    """
    policies.may_propose_reset(by, person, at=at).enforce()
    policies.may_confirm_reset(confirmed_by, person, at=at).enforce()
    if by.pk == confirmed_by.pk:
        Denied("same_person", _("You proposed this. Somebody else has to confirm it.")).enforce()
    _reset(person, {"reason": reason, "with": confirmed_by.pk}, by, at)


@transaction.atomic
def reset_second_step_at_machine(*, person: "Person", reason: str, at: datetime) -> None:
    """The way out where there are not two colleagues: whoever runs the installation, at its machine; logged alike."""
    _reset(person, {"reason": reason, "with": None}, None, at)


def _reset(person: "Person", facts: dict[str, object], by: "Person | None", at: datetime) -> None:
    from allauth.mfa.models import Authenticator

    from participation.models import Session

    Authenticator.objects.filter(user=person).delete()
    Session.objects.filter(person=person).delete()
    record("people.second_step.reset", subject=None, by=by, at=at, payload={"person": person.pk, **facts})


def _record_change(person: "Person", change: str, by: "Person", at: datetime) -> None:
    record("people.account.secured", subject=None, by=by, at=at, payload={"person": person.pk, "change": change})
