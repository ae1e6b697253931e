"""What responses registers: events, notices, files of an answer, what waits, who reads its way in the log."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participation.events.log import register_guard
from participation.events.names import EventName, register_events
from participation.files.parts import register_file_part
from participation.web.office import register_waiting

if TYPE_CHECKING:
    from participation.models import Person
    from participation.web.office import WaitingItem

EVENTS = (
    EventName("participation.response.owed", _("An answer with reasons is owed"), "public"),
    EventName("participation.response.evaluation_started", _("Evaluation began"), "public"),
    EventName("participation.response.routed", _("It was sent to the office that must answer it"), "public"),
    EventName("participation.response.assigned", _("It was said who prepares the answer"), "officials"),
    EventName("participation.response.returned", _("The office returned it with a reason"), "officials"),
    EventName("participation.response.part_asked", _("Another office was asked for its part"), "officials"),
    EventName("participation.response.part_handed_in", _("An office handed in its part"), "officials"),
    EventName("participation.response.part_waived", _("The part of an office is not needed any more"), "officials"),
    EventName("participation.response.due_soon", _("The office was reminded of the answer"), "officials"),
    EventName("participation.response.overdue", _("The answer is late: those above the office were told"), "officials"),
    EventName("participation.response.drafted", _("An answer was prepared"), "officials", show_actor=True),
    EventName("participation.response.published", _("The answer with reasons was published"), "public"),
    EventName("participation.response.corrected", _("The answer was corrected"), "public"),
)


def _on_their_desk(person: "Person") -> Q:
    from participation.models import Response

    return Q(subject__response__in=Response.objects.at_desk(person).values("pk"))


def _waiting(person: "Person", at: datetime) -> "list[WaitingItem]":
    from participation.responses.waiting import answers_waiting

    return answers_waiting(person, at)


def register() -> None:
    """Called once when the apps are ready."""
    from participation.responses import notices
    from participation.responses.files import FILES

    register_events(*EVENTS)
    notices.register()
    register_file_part(FILES)
    register_guard((event.name for event in EVENTS if event.audience == "officials"), _on_their_desk)
    register_waiting(_waiting)
