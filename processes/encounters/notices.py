"""Who is told of encounters: whoever registered, whoever came, whoever follows."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.notifications.registry import (
    Hearers,
    NoticeKind,
    NoticeRule,
    followers_of,
    nobody,
    one_person,
    register_kinds,
    register_notices,
    register_people,
)
from participation.notifications.rules import titled
from processes.encounters import events
from processes.notices import PHASES

if TYPE_CHECKING:
    from participation.models import Event
    from processes.models import Encounter

ENCOUNTERS = NoticeKind(
    "encounters",
    gettext_lazy("Encounters where I registered"),
    gettext_lazy("My seat, changes of date, cancellations, a reminder the day before, and the minutes."),
    25,
    required=True,
)


def registered_in(subject_id: int) -> Hearers:
    """Return who is registered in the encounter of a subject."""
    from processes.models import Registration, RegistrationState

    rows = Registration.objects.filter(encounter__subject=subject_id, person__isnull=False)
    return Hearers("registered", rows.exclude(state=RegistrationState.WITHDRAWN), "person_id", ENCOUNTERS.name)


def _seated(event: "Event") -> Iterable[Hearers]:
    from processes.models import RegistrationState

    found = registered_in(event.subject_id or 0)
    return [Hearers(found.reason, found.rows.filter(state=RegistrationState.SEATED), found.column)]


def _registered_and_followers(event: "Event") -> Iterable[Hearers]:
    if event.subject is None:
        return []
    return [registered_in(event.subject.pk), followers_of(event.subject, kind=PHASES.name)]


def _followers_above(event: "Event") -> Iterable[Hearers]:
    return [followers_of(event.subject, ancestors=True)] if event.subject else []


def _actor(event: "Event") -> Iterable[Hearers]:
    return [one_person("own", event.actor_id)]


def _of_registration(event: "Event") -> Iterable[Hearers]:
    from processes.models import Registration

    rows = Registration.objects.filter(pk=event.payload.get("registration") or 0)
    return [Hearers("registered", rows, "person_id")]


def _encounter(event: "Event") -> "Encounter | None":
    from processes.models import Encounter

    return Encounter.objects.filter(pk=event.payload.get("encounter") or 0).first()


def _when_and_where(event: "Event", reason: str) -> str:
    from processes.encounters.words import when_words, where_words

    row = _encounter(event)
    return "\n".join([when_words(row), where_words(row)]) if row is not None else ""


def _published_title(event: "Event", reason: str) -> str:
    return titled(_("New encounter: %(title)s"), event)


def _moved_title(event: "Event", reason: str) -> str:
    return titled(_("“%(title)s” has another date"), event)


def _moved_body(event: "Event", reason: str) -> str:
    why = _("The reason: %(reason)s") % {"reason": event.payload.get("reason") or ""}
    keeps = _("Your registration stays. If you cannot come, withdraw it so that somebody else can.")
    parts = [_when_and_where(event, reason), why, keeps if reason == "registered" else ""]
    return "\n\n".join(part for part in parts if part)


def _cancelled_title(event: "Event", reason: str) -> str:
    return titled(_("“%(title)s” was cancelled"), event)


def _cancelled_body(event: "Event", reason: str) -> str:
    return _("The reason: %(reason)s") % {"reason": event.payload.get("reason") or ""}


def _soon_title(event: "Event", reason: str) -> str:
    return titled(_("Reminder: “%(title)s” begins soon"), event)


def _registered_title(event: "Event", reason: str) -> str:
    if event.payload.get("waiting"):
        return titled(_("You are on the waiting list of “%(title)s”"), event)
    return titled(_("You have a seat in “%(title)s”"), event)


def _registered_body(event: "Event", reason: str) -> str:
    parts = [_when_and_where(event, reason)]
    if event.payload.get("waiting"):
        parts.append(
            _("If a seat becomes free it is yours, in the order in which people registered: we will tell you.")
        )
    return "\n\n".join(parts)


def _seat_title(event: "Event", reason: str) -> str:
    return titled(_("A seat became free: it is yours in “%(title)s”"), event)


def _seat_body(event: "Event", reason: str) -> str:
    leave = _("If you cannot come, withdraw your registration so that somebody else can.")
    return "\n\n".join([_when_and_where(event, reason), leave])


def _pass_path(event: "Event", reason: str) -> str:
    return f"/encuentros/{event.payload.get('encounter')}/pase/"


def _minutes_title(event: "Event", reason: str) -> str:
    return titled(_("The minutes of “%(title)s” are published"), event)


def _corrected_title(event: "Event", reason: str) -> str:
    return titled(_("The minutes of “%(title)s” were corrected"), event)


def _corrected_body(event: "Event", reason: str) -> str:
    words = str(event.payload.get("reason") or "")
    return _("The reason: %(reason)s") % {"reason": words} if words else ""


def _still_seated(event: "Event", person_id: int, at: datetime) -> bool:
    """Ask once more before a reminder is sent whether the person still has a seat and the encounter its date."""
    from processes.models import RegistrationState

    rows = registered_in(event.subject_id or 0).rows
    return rows.filter(
        person=person_id, state=RegistrationState.SEATED, encounter__state="published", encounter__starts_at__gt=at
    ).exists()


def register() -> None:
    """Register the kind and the rules."""
    register_kinds(ENCOUNTERS)
    register_people("encounter", registered_in)
    own = ENCOUNTERS.name
    register_notices(
        NoticeRule(events.PUBLISHED, PHASES.name, _followers_above, _published_title, _when_and_where),
        NoticeRule(events.MOVED, PHASES.name, _registered_and_followers, _moved_title, _moved_body),
        NoticeRule(events.CANCELLED, PHASES.name, _registered_and_followers, _cancelled_title, _cancelled_body),
        NoticeRule(
            events.BEGINS_SOON, own, _seated, _soon_title, _when_and_where, path=_pass_path, holds=_still_seated
        ),
        NoticeRule(events.REGISTERED, own, _actor, _registered_title, _registered_body, path=_pass_path, own_copy=True),
        NoticeRule(events.SEAT_GIVEN, own, _of_registration, _seat_title, _seat_body, path=_pass_path),
        NoticeRule(events.MINUTES_PUBLISHED, PHASES.name, _registered_and_followers, _minutes_title),
        NoticeRule(events.MINUTES_CORRECTED, PHASES.name, _registered_and_followers, _corrected_title, _corrected_body),
    )
    nobody(
        events.WRITTEN,
        events.REPEATED,
        events.UPDATED,
        events.NOTED,
        events.REGISTRATION_WITHDRAWN,
        events.CAPTURED,
        events.CHECKED_IN,
        events.CHECK_IN_UNDONE,
        events.WALKED_IN,
        events.WALK_IN_UNDONE,
        events.KEY_MADE,
        events.KEY_REVOKED,
    )
