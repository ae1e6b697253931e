"""What the public agenda registers: its kind, events, notices and dataset."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.template.defaultfilters import date as format_date
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events
from participation.notifications.registry import Hearers, NoticeRule, followers_of, nobody, register_notices
from participation.notifications.rules import CHANGES, titled
from participation.sharing.registry import Shared, register_shared
from participation.subjects.registry import SubjectKind, register_kind

if TYPE_CHECKING:
    from datetime import datetime

    from participation.models import Event, Subject


def _followers(event: "Event") -> Iterable[Hearers]:
    return [followers_of(event.subject, ancestors=True)] if event.subject else []


def _title(event: "Event", reason: str) -> str:
    return {
        "participation.meeting.published": titled(gettext("On the public agenda: %(title)s"), event),
        "participation.meeting.told": titled(gettext("What came of the meeting “%(title)s”"), event),
        "participation.meeting.cancelled": titled(gettext("The meeting “%(title)s” was cancelled"), event),
    }[event.name]


def _reason(event: "Event", reason: str) -> str:
    return str(event.payload.get("reason") or "")


def _prefetch(subjects: Iterable["Subject"]) -> dict[int, Any]:
    from participation.models import Meeting

    return {row.subject_id: row for row in Meeting.objects.filter(subject__in=[subject.pk for subject in subjects])}


def _shared(subject: "Subject", at: "datetime") -> Shared:
    from participation.models import Meeting

    meeting = Meeting.objects.get(subject=subject)
    return Shared(
        sign=gettext("Public agenda"),
        state=gettext("Cancelled") if meeting.cancelled_at else "",
        facts=(format_date(localtime(meeting.starts_at), "DATETIME_FORMAT"), meeting.place),
        call=gettext("On the public agenda"),
        invitation=gettext("Point your phone's camera here to see the date, the place and what came of it."),
    )


def register() -> None:
    """Called once when the apps are ready."""
    from participation.agenda import datasets

    register_kind(
        SubjectKind(
            name="meeting",
            label=_("meeting of the agenda"),
            label_plural=_("meetings of the agenda"),
            model="participation.Meeting",
            may_flag=True,
            prefetch=_prefetch,
            dataset="meetings",
        )
    )
    register_events(
        EventName("participation.meeting.published", _("A meeting was put on the public agenda"), "public"),
        EventName("participation.meeting.updated", _("A meeting on the agenda changed"), "public", takes_away=True),
        EventName("participation.meeting.told", _("It was told what came of a meeting"), "public", takes_away=True),
        EventName("participation.meeting.cancelled", _("A meeting of the agenda was cancelled"), "public"),
        EventName("participation.meeting.restored", _("A cancelled meeting takes place after all"), "public"),
    )
    register_notices(
        *(
            NoticeRule(f"participation.meeting.{name}", CHANGES.name, _followers, _title, _reason)
            for name in ("published", "told", "cancelled")
        )
    )
    nobody("participation.meeting.updated", "participation.meeting.restored")
    register_shared("meeting", _shared)
    datasets.register()
