"""Who is told of counts: officials when it is their turn, everybody around a contest of its result."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from budgets.results import events
from participation.access import roles
from participation.notifications.registry import (
    Hearers,
    NoticeRule,
    followers_of,
    nobody,
    officials_of,
    register_notices,
)
from participation.notifications.rules import CHANGES, WORK, titled

if TYPE_CHECKING:
    from participation.models import Event


def _officials(event: "Event") -> Iterable[Hearers]:
    if event.subject is not None:
        yield officials_of(event.subject, roles.STEWARDS)


def _around(event: "Event") -> Iterable[Hearers]:
    """Return whoever entered a project in the contest, and who follows it or the process."""
    from budgets.models import Project

    if event.subject is not None:
        yield Hearers("author", Project.objects.filter(contest__subject_id=event.subject.pk), "author_id")
        yield followers_of(event.subject, ancestors=True)


def _desk(event: "Event", reason: str) -> str:
    return f"/mesa/presupuestos/bolsas/{event.payload.get('contest')}/conteo/"


def _results(event: "Event", reason: str) -> str:
    return f"/presupuestos/{event.payload.get('contest')}/resultados/"


def _counted_title(event: "Event", reason: str) -> str:
    return titled(_("The ballots were counted: %(title)s"), event)


def _counted_body(event: "Event", reason: str) -> str:
    if event.payload.get("ties"):
        return _("Projects are tied, and the assembly decides between them. Write down what it decides.")
    return _("Look at the result, and propose to publish it. Another official publishes it.")


def _failed_title(event: "Event", reason: str) -> str:
    return titled(_("The count failed: %(title)s"), event)


def _failed_body(event: "Event", reason: str) -> str:
    return _("Nothing was lost. Ask for the count again; if it fails again, tell whoever runs the server.")


def _proposed_title(event: "Event", reason: str) -> str:
    return titled(_("A result waits for the second official: %(title)s"), event)


def _published_title(event: "Event", reason: str) -> str:
    return titled(_("This is what people decided: %(title)s"), event)


def _published_body(event: "Event", reason: str) -> str:
    return _("See which projects won, why each of the others did not, and how to count again yourself.")


def register() -> None:
    """Register the rules."""
    register_notices(
        NoticeRule(events.COUNTED, WORK.name, _officials, _counted_title, _counted_body, _desk),
        NoticeRule(events.FAILED, WORK.name, _officials, _failed_title, _failed_body, _desk),
        NoticeRule(events.PROPOSED, WORK.name, _officials, _proposed_title, path=_desk),
        NoticeRule(events.PUBLISHED, CHANGES.name, _around, _published_title, _published_body, _results),
    )
    nobody(events.REQUESTED, events.ASSEMBLY_RECORDED, events.ASSEMBLY_CONFIRMED, events.ASSEMBLY_WITHDRAWN)
