"""What invitations register: events, notices, one's own data, how long they are kept."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, leave_out_of_timelines, register_events
from participation.notifications.registry import (
    Hearers,
    NoticeKind,
    NoticeRule,
    nobody,
    one_person,
    register_kinds,
    register_notices,
)
from participation.notifications.rules import titled
from participation.people.api_acts import ApiAct, register_api_acts
from participation.people.leaving import register_leaving
from participation.privacy.mydata import PersonalTable, register_personal_data
from participation.privacy.retention import RetentionRule, register_retention

if TYPE_CHECKING:
    from participation.invitations.models import Invitation
    from participation.invitations.registry import Purpose
    from participation.models import Event, Person

INVITATIONS = NoticeKind(
    "invitations", _("Invitations"), _("To write a proposal with others, or to speak for an organisation."), 35
)
EVENTS = (
    EventName("participation.invitation.sent", _("Somebody was invited"), "person", mine=_("You invited somebody")),
    EventName(
        "participation.invitation.declined",
        _("An invitation was declined"),
        "person",
        secret=True,
        mine=_("You declined an invitation"),
    ),
    EventName(
        "participation.invitation.cancelled",
        _("An invitation was taken back"),
        "person",
        mine=_("You took an invitation back"),
    ),
)
COLUMNS = ("id", "subject_id", "subject__title", "purpose", "by_id", "hint", "at", "expires_at", "answer", "reason")


def _invitation(event: "Event") -> "Invitation | None":
    from participation.invitations.models import Invitation

    return Invitation.objects.filter(pk=event.payload.get("invitation") or 0).first()


def _invited(event: "Event") -> Iterable[Hearers]:
    """Return whom an invitation reached: who was chosen by name, or whose contact it is known to be."""
    from participation.invitations.seals import owner_of, reveal

    found = _invitation(event)
    if found is None or found.answer:
        return []
    if found.person_id is not None:
        return [one_person("account", found.person_id)]
    owner = owner_of(reveal(found.contact)) if found.contact else None
    return [one_person("account", owner.pk)] if owner is not None else []


def _inviter(event: "Event") -> Iterable[Hearers]:
    found = _invitation(event)
    return [one_person("account", found.by_id)] if found is not None else []


def _purpose(event: "Event") -> "Purpose | None":
    from participation.invitations.registry import get_purpose

    name = event.payload.get("purpose")
    return get_purpose(str(name)) if name else None


def _sent_title(event: "Event", reason: str) -> str:
    purpose = _purpose(event)
    return titled(str(purpose.label) if purpose else gettext("You were invited to “%(title)s”"), event)


def _sent_body(event: "Event", reason: str) -> str:
    return gettext("You have two weeks to accept or decline.")


def _sent_path(event: "Event", reason: str) -> str:
    return f"/cuenta/invitaciones/{event.payload.get('invitation')}/"


def _holds(event: "Event", person_id: int, at: datetime) -> bool:
    """Tell whether the invitation still waits, before a mail leaves."""
    found = _invitation(event)
    return found is not None and not found.answer and found.expires_at > at


def _declined_title(event: "Event", reason: str) -> str:
    return titled(gettext("Your invitation to “%(title)s” was declined"), event)


def _declined_body(event: "Event", reason: str) -> str:
    found = _invitation(event)
    words = found.reason.rstrip(". ") if found is not None else ""
    return gettext("The reason: “%(reason)s”.") % {"reason": words} if words else ""


def _declined_path(event: "Event", reason: str) -> str:
    purpose = _purpose(event)
    return purpose.invite_path(event.subject) if event.subject and purpose else ""


def _rows(person: "Person") -> Iterable[Mapping[str, Any]]:
    from participation.invitations.models import Invitation

    mine = Invitation.objects.filter(by=person) | Invitation.objects.filter(person=person)
    return mine.order_by("pk").values(*COLUMNS).iterator(chunk_size=500)


def _forget(person: "Person", at: datetime) -> None:
    from participation.invitations.actions import forget_invitations_of

    forget_invitations_of(person=person, at=at)


def _purge(at: datetime) -> int:
    from participation.invitations.actions import forget_old

    return forget_old(at=at)


def register() -> None:
    """Called once when the apps are ready."""
    from participation.invitations.actions import LASTS

    register_kinds(INVITATIONS)
    register_api_acts(
        ApiAct("invitations.send", _("Invite people to sign with me, and take invitations back")),
        ApiAct("invitations.answer", _("Read and answer the invitations that I get")),
    )
    register_events(*EVENTS)
    register_notices(
        NoticeRule(
            "participation.invitation.sent",
            INVITATIONS.name,
            _invited,
            _sent_title,
            _sent_body,
            path=_sent_path,
            holds=_holds,
        ),
        NoticeRule(
            "participation.invitation.declined",
            INVITATIONS.name,
            _inviter,
            _declined_title,
            _declined_body,
            path=_declined_path,
        ),
    )
    nobody("participation.invitation.cancelled")
    leave_out_of_timelines(*(event.name for event in EVENTS))
    register_personal_data(PersonalTable("invitations", _("Invitations"), COLUMNS, _rows))
    register_leaving("invitations", _forget)
    register_retention(
        RetentionRule(
            "invitations",
            _("Invitations that nobody accepted"),
            2 * LASTS,
            _("The address or number is deleted when it is answered; what nobody accepted goes two weeks later."),
            _purge,
        )
    )
