"""Who is told of processes: those who follow them, of phases that open, are about to close or closed."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db.models import Q
from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.events.names import EventName, register_events
from participation.events.timeline import title_of
from participation.notifications.registry import (
    Hearers,
    NoticeKind,
    NoticeRule,
    followers_of,
    nobody,
    register_kinds,
    register_notices,
)
from participation.notifications.rules import titled
from processes import events

if TYPE_CHECKING:
    from participation.models import Event

PHASE_CLOSING_SOON = "processes.phase.closing_soon"
PHASES = NoticeKind(
    "phases",
    gettext_lazy("Processes that I follow"),
    gettext_lazy("Phases that open, are about to close or closed, and changes of dates."),
    50,
)


def _followers(event: "Event") -> Iterable[Hearers]:
    return [followers_of(event.subject)] if event.subject else []


def _followers_of_phase(event: "Event") -> Iterable[Hearers]:
    """Return who follows the process, or an activity of it that the phase opens."""
    from participation.models import Follow

    if event.subject is None:
        return []
    opened = Q(subject__component__openings__phase=event.payload.get("phase") or 0)
    return [Hearers("follower", Follow.objects.filter(Q(subject=event.subject_id) | opened))]


def _followers_above(event: "Event") -> Iterable[Hearers]:
    return [followers_of(event.subject, ancestors=True)] if event.subject else []


def _news_of(event: "Event") -> Iterable[Hearers]:
    """Return the followers of a process, of its institution, and of the mechanism of the law that it is of."""
    from processes.models import Mechanism

    found = list(_followers_above(event))
    mechanism = Mechanism.objects.filter(processes__subject=event.subject_id).select_related("subject").first()
    return [*found, followers_of(mechanism.subject)] if mechanism else found


def moment_in_words(event: "Event", field: str) -> str:
    """Return a date of the event's payload in the process's time zone; empty where it has none."""
    written = event.payload.get(field)
    if not written:
        return ""
    try:
        zone = ZoneInfo(event.payload.get("time_zone") or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo(settings.TIME_ZONE)
    local = timezone.localtime(datetime.fromisoformat(written), zone)
    return f"{format_date(local, 'DATE_FORMAT')}, {format_date(local, 'H:i')}"


def _phase(event: "Event") -> str:
    return title_of(event.payload)


def _opened_title(event: "Event", reason: str) -> str:
    return titled(_("“%(phase)s” is open in “%(title)s”"), event, phase=_phase(event))


def _until_body(event: "Event", reason: str) -> str:
    until = moment_in_words(event, "closes_at")
    return _("It closes on %(moment)s.") % {"moment": until} if until else ""


def _soon_title(event: "Event", reason: str) -> str:
    return titled(_("“%(phase)s” closes soon in “%(title)s”"), event, phase=_phase(event))


def _closed_title(event: "Event", reason: str) -> str:
    return titled(_("“%(phase)s” closed in “%(title)s”"), event, phase=_phase(event))


def _closed_body(event: "Event", reason: str) -> str:
    when = moment_in_words(event, "closes_at")
    return _("It closed on %(moment)s.") % {"moment": when} if when else ""


def _dates_title(event: "Event", reason: str) -> str:
    return titled(_("The dates of a phase changed in “%(title)s”"), event)


def _reason_body(event: "Event", reason: str) -> str:
    words = str(event.payload.get("reason") or "")
    return _("The reason: %(reason)s") % {"reason": words} if words else ""


def _published_title(event: "Event", reason: str) -> str:
    return titled(_("New process: %(title)s"), event)


def _ended_title(event: "Event", reason: str) -> str:
    return titled(_("The process “%(title)s” was closed"), event)


def _reopened_title(event: "Event", reason: str) -> str:
    return titled(_("The process “%(title)s” was opened again"), event)


def _outcome_title(event: "Event", reason: str) -> str:
    return titled(_("What came of “%(title)s” is published"), event)


def _corrected_title(event: "Event", reason: str) -> str:
    return titled(_("What came of “%(title)s” was corrected"), event)


def _concluded_title(event: "Event", reason: str) -> str:
    return titled(_("The conclusions of “%(title)s” are published"), event)


def _conclusions_corrected_title(event: "Event", reason: str) -> str:
    return titled(_("The conclusions of “%(title)s” were corrected"), event)


def _news_title(event: "Event", reason: str) -> str:
    return titled(_("News: %(title)s"), event)


def _news_body(event: "Event", reason: str) -> str:
    return str(event.subject.parent.shown_title) if event.subject and event.subject.parent else ""


def _there_and_above(event: "Event") -> Iterable[Hearers]:
    """Return who took part in an activity, then who follows it or what it lies in."""
    return [*_everybody_there(event)[:1], *_followers_above(event)]


def _everybody_there(event: "Event") -> list[Hearers]:
    """Return who took part, then who follows."""
    from participation.announcements.segments import open_accounts, takes_part
    from participation.models import Person

    if event.subject is None:
        return []
    people = Person.objects.filter(open_accounts(event.at), takes_part(event.subject.pk))
    return [Hearers("participant", people, "pk"), followers_of(event.subject)]


def register() -> None:
    """Register kinds and rules of processes."""
    register_events(EventName(PHASE_CLOSING_SOON, gettext_lazy("A phase was about to end"), "nobody"))
    register_kinds(PHASES)
    kind = PHASES.name
    register_notices(
        NoticeRule(events.PHASE_OPENED, kind, _followers_of_phase, _opened_title, _until_body),
        NoticeRule(PHASE_CLOSING_SOON, kind, _followers_of_phase, _soon_title, _until_body),
        NoticeRule(events.PHASE_CLOSED, kind, _followers_of_phase, _closed_title, _closed_body),
        NoticeRule(events.PHASE_DATES_CHANGED, kind, _followers_of_phase, _dates_title, _reason_body),
        NoticeRule(events.PUBLISHED, kind, _news_of, _published_title),
        NoticeRule(events.CLOSED, kind, _followers, _ended_title, _reason_body),
        NoticeRule(events.CLOSING_PUBLISHED, "changes", _everybody_there, _outcome_title),
        NoticeRule(events.CLOSING_CORRECTED, "changes", _everybody_there, _corrected_title, _reason_body),
        NoticeRule(events.CONCLUSION_PUBLISHED, "changes", _there_and_above, _concluded_title),
        NoticeRule(
            events.CONCLUSION_CORRECTED, "changes", _there_and_above, _conclusions_corrected_title, _reason_body
        ),
        NoticeRule(events.NEWS_PUBLISHED, kind, _followers_above, _news_title, _news_body),
        NoticeRule(events.REOPENED, kind, _followers, _reopened_title, _reason_body),
    )
    nobody(
        events.CREATED,
        events.UPDATED,
        events.UNPUBLISHED,
        events.MECHANISM_CREATED,
        events.MECHANISM_UPDATED,
        events.NEWS_WRITTEN,
        events.NEWS_UPDATED,
        events.NEWS_SCHEDULED,
        events.NEWS_UNSCHEDULED,
        events.NEWS_WITHDRAWN,
        events.PHASE_ADDED,
        events.PHASE_UPDATED,
        events.PHASE_REMOVED,
        events.PHASES_REORDERED,
        events.OPENINGS_SET,
        events.COMPONENT_ADDED,
        events.COMPONENT_UPDATED,
        events.COMPONENT_REMOVED,
        events.COMPONENTS_REORDERED,
    )
