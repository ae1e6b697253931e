"""Who is told of an announcement: those of its group who agreed, chunk by chunk, and nobody once it was stopped."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Exists
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from participation.announcements.models import Announcement, AnnouncementState
from participation.announcements.segments import PURPOSE, open_accounts, recipients_of
from participation.announcements.texts import lead_of, letter_of
from participation.notifications.registry import Hearers, Letter, NoticeKind, NoticeRule, one_person
from participation.privacy.consent.querysets import consenting

if TYPE_CHECKING:
    from participation.models import Event, Person


def _stop(person: "Person", at: datetime) -> None:
    """Withdraw the consent: whoever agrees again hears again, without another choice to make."""
    from participation.privacy.consent.actions import withdraw

    withdraw(person=person, purpose=PURPOSE, by=person, at=at)


NEWSLETTERS = NoticeKind(
    "newsletters",
    gettext_lazy("Newsletters and announcements"),
    gettext_lazy("What this government writes to those who agreed to it. You agree further down on this page."),
    75,
    stop=_stop,
)


def _announcement(event: "Event") -> Announcement | None:
    """Return what an event is of, as it stands now: it may have been stopped. A preview brings its own."""
    shown: Announcement | None = event.__dict__.get("shown_announcement")
    if shown is not None:
        return shown
    rows = Announcement.objects.select_related("scope", "territory")
    return rows.filter(pk=event.payload.get("announcement") or 0).first()


def audience(event: "Event") -> list[Hearers]:
    """Return those whom it goes to; who belongs to the group is decided by the moment of sending."""
    announcement = _announcement(event)
    if announcement is None or announcement.state != AnnouncementState.STARTED:
        return []
    return [Hearers("consent", recipients_of(announcement, event.at), "pk")]


def holds(event: "Event", person_id: int, at: datetime) -> bool:
    """Tell whether it may still leave: not stopped, the consent stands, and the account is not blocked. One query."""
    from participation.models import Person

    going = Announcement.objects.filter(pk=event.payload.get("announcement") or 0, state=AnnouncementState.STARTED)
    people = Person.objects.filter(open_accounts(at), Exists(going), pk=person_id)
    return consenting(people, PURPOSE).exists()


def title(event: "Event", reason: str) -> str:
    """Return the title in the reader's language, from the event itself."""
    titles = event.payload.get("titles") or {}
    code = (get_language() or "").split("-")[0]
    return str(titles.get(code) or titles.get(settings.LANGUAGE_CODE.split("-")[0]) or NEWSLETTERS.label)


def _test_title(event: "Event", reason: str) -> str:
    return _("Test: %(title)s") % {"title": title(event, reason)}


def _body(event: "Event", reason: str) -> str:
    announcement = _announcement(event)
    return lead_of(announcement) if announcement else ""


def _path(event: "Event", reason: str) -> str:
    number = event.payload.get("announcement")
    return f"/boletines/{number}/" if number else "/boletines/"


def _test_path(event: "Event", reason: str) -> str:
    number = event.payload.get("announcement")
    return f"/admin/participation/announcement/{number}/revisar/" if number else "/admin/"


def _letter(event: "Event") -> Letter | None:
    announcement = _announcement(event)
    return letter_of(announcement) if announcement else None


def _tester(event: "Event") -> list[Hearers]:
    return [one_person("account", event.actor_id)]


STARTED = NoticeRule(
    "announcements.announcement.started", NEWSLETTERS.name, audience, title, _body, _path, _letter, holds
)
TESTED = NoticeRule(
    "announcements.announcement.tested",
    NEWSLETTERS.name,
    _tester,
    _test_title,
    _body,
    _test_path,
    _letter,
    own_copy=True,
)
