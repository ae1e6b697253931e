"""What organisations register: their kind, events, notices, dataset, one's own data, what waits."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.events.names import EventName, register_events
from participation.invitations.registry import register_purpose
from participation.moderation.registry import Written, register_written
from participation.notifications.registry import (
    Hearers,
    NoticeRule,
    followers_of,
    nobody,
    one_person,
    register_notices,
    register_people,
)
from participation.notifications.rules import ACCOUNT, CHANGES, WORK, author, moderators, titled
from participation.organisations.models import Organisation, OrganisationState, Representation
from participation.organisations.querysets import spoken_for
from participation.people.leaving import register_leaving
from participation.privacy.mydata import PersonalTable, register_personal_data
from participation.subjects.registry import SubjectKind, register_kind
from participation.web.office import WaitingItem, register_waiting

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from participation.models import Event, Person

EVENTS = (
    EventName("participation.organisation.asked", _("It was asked that it is registered"), "officials"),
    EventName("participation.organisation.returned", _("It was returned to who asked"), "officials"),
    EventName("participation.organisation.taken_back", _("Who asked took it back"), "officials"),
    EventName("participation.organisation.registered", _("The organisation was registered"), "public"),
    EventName("participation.organisation.edited", _("What is told of the organisation changed"), "public"),
    EventName("participation.organisation.closed", _("The organisation was closed"), "public", takes_away=True),
    EventName("participation.organisation.reopened", _("The organisation is open again"), "public"),
    EventName(
        "participation.representative.joined",
        _("One more person represents the organisation"),
        "public",
        mine=_("You represent the organisation"),
    ),
    EventName(
        "participation.representative.left",
        _("Somebody stopped representing the organisation"),
        "public",
        mine=_("You stopped representing the organisation"),
        takes_away=True,
    ),
    EventName(
        "participation.representative.removed",
        _("Somebody does not represent the organisation any more"),
        "public",
        mine=_("You ended that somebody represents the organisation"),
        takes_away=True,
    ),
    EventName(
        "participation.representative.named",
        _("A representative chose whether to be named"),
        "person",
        mine=_("You chose whether your name is shown"),
        takes_away=True,
    ),
)
ASKED = ("id", "name", "kind", "sector", "description", "website", "contact", "state", "created_at")
MINE = ("organisation_id", "organisation__name", "role", "named", "since", "ended_at", "reason")


def _representatives_of(subject_id: int) -> Hearers:
    return Hearers("author", Representation.objects.now().filter(organisation__subject_id=subject_id))


def _everybody(event: "Event") -> Iterable[Hearers]:
    if event.subject is not None:
        yield from author(event)
        yield followers_of(event.subject)


def _removed(event: "Event") -> Iterable[Hearers]:
    yield one_person("removed", event.payload.get("person"))
    yield from author(event)


def _words(event: "Event", reason: str) -> str:
    if reason == "removed":
        return titled(gettext("You do not represent “%(title)s” any more"), event)
    return {
        "organisation.asked": titled(gettext("“%(title)s” waits to be registered"), event),
        "organisation.returned": titled(gettext("“%(title)s” was returned to you"), event),
        "organisation.registered": titled(gettext("“%(title)s” is registered"), event),
        "organisation.closed": titled(gettext("“%(title)s” was closed"), event),
        "organisation.reopened": titled(gettext("“%(title)s” is open again"), event),
        "representative.joined": titled(gettext("One more person represents “%(title)s”"), event),
        "representative.left": titled(gettext("Somebody stopped representing “%(title)s”"), event),
        "representative.removed": titled(gettext("Somebody does not represent “%(title)s” any more"), event),
    }[event.name.removeprefix("participation.")]


def _reason(event: "Event", reason: str) -> str:
    return str(event.payload.get("reason") or "")


def _desk(event: "Event", reason: str) -> str:
    return f"/mesa/organizaciones/{event.payload.get('organisation_id')}/"


def _mine(event: "Event", reason: str) -> str:
    return "/organizaciones/mias/" if reason == "removed" else event.subject.path if event.subject else ""


def _written(events: list[Any]) -> Iterable[Written]:
    rows = Organisation.objects.filter(subject__in={event.subject_id for event in events}, is_sample=False)
    for row in rows.order_by("pk"):
        yield Written(
            row.subject_id, None, row.author_id, f"{row.name}\n{row.description}\n{row.website}", row.created_at
        )


def _waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    if roles.scopes(person, roles.MODERATORS) is not None:
        return []
    asked = Organisation.objects.filter(state=OrganisationState.ASKED)
    return [WaitingItem(_("Organisations that wait to be registered"), asked, reverse("organisations:queue"))]


def _represented(person: "Person") -> "QuerySet[Representation]":
    return Representation.objects.filter(person=person).select_related("organisation__subject")


def _rows(person: "Person") -> Iterable[Mapping[str, Any]]:
    return _represented(person).order_by("pk").values(*MINE).iterator(chunk_size=500)


def _asked_rows(person: "Person") -> Iterable[Mapping[str, Any]]:
    return Organisation.objects.filter(author=person).order_by("pk").values(*ASKED).iterator(chunk_size=500)


def _leave(person: "Person", at: datetime) -> None:
    from participation.organisations.actions import leave_organisations

    leave_organisations(person=person, at=at)


def _signs(person: "Person", subject: Any) -> bool:
    return Representation.objects.now().filter(organisation__subject=subject, person=person).exists()


def _on_hidden(**what: Any) -> None:
    from participation.organisations.actions import hide_organisation

    hide_organisation(**what)


def register() -> None:
    """Called once when the apps are ready."""
    from participation.organisations import datasets
    from participation.organisations.inviting import REPRESENTATIVES

    register_kind(
        SubjectKind(
            name="organisation",
            label=_("organisation"),
            label_plural=_("organisations"),
            model="participation.Organisation",
            may_flag=True,
            signs=_signs,
            dataset="organisations",
            on_hidden=_on_hidden,
        )
    )
    register_events(*EVENTS)
    register_people("organisation", _representatives_of)
    register_notices(
        NoticeRule("participation.organisation.asked", WORK.name, moderators, _words, path=_desk),
        NoticeRule("participation.organisation.returned", CHANGES.name, author, _words, _reason),
        NoticeRule("participation.organisation.registered", CHANGES.name, author, _words),
        NoticeRule("participation.organisation.closed", CHANGES.name, _everybody, _words, _reason),
        NoticeRule("participation.organisation.reopened", CHANGES.name, _everybody, _words),
        NoticeRule("participation.representative.joined", CHANGES.name, author, _words),
        NoticeRule("participation.representative.left", CHANGES.name, author, _words),
        NoticeRule("participation.representative.removed", ACCOUNT.name, _removed, _words, _reason, path=_mine),
    )
    nobody(
        "participation.organisation.taken_back",
        "participation.organisation.edited",
        "participation.representative.named",
    )
    roles.register_beside("organisations", spoken_for())
    register_purpose(REPRESENTATIVES)
    register_leaving("organisations", _leave)
    register_written(_written, "participation.organisation.asked", "participation.organisation.edited")
    register_waiting(_waiting)
    register_personal_data(
        PersonalTable("organisations", _("Organisations that I asked to register"), ASKED, _asked_rows),
        PersonalTable("representations", _("Organisations that I represent"), MINE, _rows),
    )
    datasets.register()
