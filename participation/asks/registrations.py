"""What asks register: events, notices, one's own data, what waits, texts for whoever looks for repetition."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.events.names import EventName, register_events
from participation.moderation.registry import Written, register_written
from participation.people.api_acts import ApiAct, register_api_acts
from participation.privacy.mydata import PersonalTable, register_personal_data
from participation.privacy.participations import Line, ParticipationKind, register_participation
from participation.web.office import WaitingItem, register_waiting

if TYPE_CHECKING:
    from participation.models import Person

EVENTS = (
    EventName("participation.ask.handed_in", _("It was handed in and waits for moderation"), "officials"),
    EventName("participation.ask.returned", _("It was returned to its author"), "officials"),
    EventName(
        "participation.ask.published", _("It was asked in public"), "public", show_actor=True, mine=_("You asked this")
    ),
    EventName("participation.ask.edited", _("Its author changed it"), "public", mine=_("You changed what you asked")),
    EventName(
        "participation.ask.withdrawn",
        _("Its author withdrew it"),
        "public",
        mine=_("You withdrew what you asked"),
        takes_away=True,
    ),
    EventName("participation.ask.closed_with_data", _("It was answered with the data"), "public"),
)
COLUMNS = ("id", "kind", "title", "body", "institution__name", "state", "created_at")


def asks_written(events: list[Any]) -> Iterable[Written]:
    """Return the texts behind events, as they stand, for whoever looks for repetition and advertising."""
    from participation.asks.models import Ask

    for row in Ask.objects.filter(subject__in={event.subject_id for event in events}, is_sample=False):
        at = row.published_at or row.created_at
        yield Written(row.subject_id, None, row.author_id, f"{row.title}\n{row.body}", at)


def asks_waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Return what waits for moderation; what is owed an answer is said by the engine of answers."""
    from participation.asks.models import Ask
    from participation.asks.states import AskState

    if roles.scopes(person, roles.MODERATORS) == set():
        return []
    pending = Ask.objects.within(person, roles.MODERATORS).filter(state=AskState.PENDING)
    return [WaitingItem(_("Questions and requests to publish"), pending, reverse("asks:queue"))]


def _asked(person: "Person") -> QuerySet:
    from participation.asks.models import Ask

    return Ask.objects.filter(author=person).select_related("subject")


def _line(ask: Any) -> Line:
    return Line(ask.title, ask.subject.path, ask.created_at, ask.get_state_display())


def _rows(person: "Person") -> Iterable[Mapping[str, Any]]:
    from participation.asks.models import Ask

    return Ask.objects.filter(author=person).order_by("pk").values(*COLUMNS).iterator(chunk_size=500)


def register() -> None:
    """Called once when the apps are ready."""
    from participation.asks import notices

    register_events(*EVENTS)
    notices.register()
    register_api_acts(ApiAct("asks.submit", _("Ask offices questions, and ask for data")))
    register_written(
        asks_written, "participation.ask.published", "participation.ask.handed_in", "participation.ask.edited"
    )
    register_waiting(asks_waiting)
    register_participation(
        ParticipationKind("asks", _("What I asked"), _asked, _line, ("-created_at", "-pk"), 15, subject="subject")
    )
    register_personal_data(PersonalTable("asks", _("Questions and requests"), COLUMNS, _rows))
