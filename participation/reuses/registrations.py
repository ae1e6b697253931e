"""What re-uses register: their kind, events, notices, dataset, one's own data, what waits."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.asks.states import AskState
from participation.events.names import EventName, register_events
from participation.moderation.registry import Written, register_written
from participation.notifications.registry import Hearers, NoticeRule, nobody, register_notices, register_people
from participation.notifications.rules import CHANGES, WORK, author, moderators, titled
from participation.privacy.mydata import PersonalTable, register_personal_data
from participation.privacy.participations import Line, ParticipationKind, register_participation
from participation.subjects.registry import SubjectKind, register_kind
from participation.web.office import WaitingItem, register_waiting

if TYPE_CHECKING:
    from participation.models import Event, Person

EVENTS = (
    EventName("participation.reuse.handed_in", _("It was handed in and waits for moderation"), "officials"),
    EventName("participation.reuse.returned", _("It was returned to its author"), "officials"),
    EventName("participation.reuse.published", _("It was published in the gallery"), "public"),
    EventName("participation.reuse.withdrawn", _("Its author withdrew it"), "public", takes_away=True),
)
COLUMNS = ("id", "kind", "title", "description", "link", "state", "created_at")


def _author_of(subject_id: int) -> Hearers:
    from participation.reuses.models import Reuse

    return Hearers("author", Reuse.objects.filter(subject_id=subject_id), "author_id", "")


def _words(event: "Event", reason: str) -> str:
    return {
        "participation.reuse.handed_in": titled(gettext("“%(title)s” waits to be shown in the gallery"), event),
        "participation.reuse.returned": titled(gettext("“%(title)s” was returned to you"), event),
        "participation.reuse.published": titled(gettext("“%(title)s” is shown in the gallery"), event),
    }[event.name]


def _reason(event: "Event", reason: str) -> str:
    return str(event.payload.get("reason") or "")


def _written(events: list[Any]) -> Iterable[Written]:
    from participation.reuses.models import Reuse

    for row in Reuse.objects.filter(subject__in={event.subject_id for event in events}, is_sample=False):
        yield Written(
            row.subject_id, None, row.author_id, f"{row.title}\n{row.description}\n{row.link}", row.created_at
        )


def _waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    from participation.reuses.models import Reuse

    if roles.scopes(person, roles.MODERATORS) is not None:
        return []
    pending = Reuse.objects.filter(state=AskState.PENDING)
    return [WaitingItem(_("Uses of the data to publish"), pending, reverse("reuses:queue"))]


def _told(person: "Person") -> Any:
    from participation.reuses.models import Reuse

    return Reuse.objects.filter(author=person).select_related("subject")


def _line(reuse: Any) -> Line:
    return Line(reuse.title, reuse.subject.path, reuse.created_at, reuse.get_state_display())


def _rows(person: "Person") -> Iterable[Mapping[str, Any]]:
    return _told(person).order_by("pk").values(*COLUMNS).iterator(chunk_size=500)  # type: ignore[no-any-return]


def register() -> None:
    """Called once when the apps are ready."""
    from participation.reuses import datasets

    register_kind(
        SubjectKind(
            name="reuse",
            label=_("use of the data"),
            label_plural=_("uses of the data"),
            model="participation.Reuse",
            may_follow=False,
            may_flag=True,
            dataset="reuses",
        )
    )
    register_events(*EVENTS)
    register_people("reuse", _author_of)
    register_notices(
        NoticeRule("participation.reuse.handed_in", WORK.name, moderators, _words, path=_desk),
        NoticeRule("participation.reuse.returned", CHANGES.name, author, _words, _reason),
        NoticeRule("participation.reuse.published", CHANGES.name, author, _words),
    )
    nobody("participation.reuse.withdrawn")
    register_written(_written, "participation.reuse.handed_in")
    register_waiting(_waiting)
    register_participation(
        ParticipationKind(
            "reuses", _("What I built on the data"), _told, _line, order=("-created_at", "-pk"), position=18
        )
    )
    register_personal_data(PersonalTable("reuses", _("Uses of the data"), COLUMNS, _rows))
    datasets.register()


def _desk(event: "Event", reason: str) -> str:
    return f"/mesa/usos/{event.payload.get('reuse')}/"
