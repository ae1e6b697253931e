"""Who is told of the way of an answer through the offices: the office that has it, those above it, those who route."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from participation.access import roles
from participation.notifications.registry import (
    Hearers,
    NoticeRule,
    officials_of,
    one_person,
    register_notices,
)
from participation.notifications.rules import WORK, titled

if TYPE_CHECKING:
    from participation.models import Event, Institution


def _institution(event: "Event", key: str = "institution") -> "Institution | None":
    from participation.models import Institution

    return Institution.objects.select_related("subject").filter(pk=event.payload.get(key) or 0).first()


def _officials(institution: "Institution | None", kinds: set[str]) -> Iterable[Hearers]:
    """Yield those with a role over an institution or one above it; where it has none, those of the installation."""
    from participation.models import Role

    if institution is None:
        return
    places = [institution.subject_id, *institution.subject.ancestors]
    found = Role.objects.filter(scope_id__in=places, kind__in=kinds, ended_at__isnull=True)
    yield Hearers("office", found) if found.exists() else officials_of(institution.subject, kinds)


def _holder(event: "Event") -> Iterable[Hearers]:
    """Yield whoever prepares it, or the whole office where nobody was named."""
    person = event.payload.get("person")
    if person:
        yield one_person("assigned", person)
    else:
        yield from _officials(_institution(event), roles.EVALUATORS | roles.ROUTERS)


def _whoever_routed(event: "Event") -> Iterable[Hearers]:
    yield one_person("routed", event.payload.get("person"))
    yield officials_of(event.subject, {"router"})


def _asked(event: "Event") -> Iterable[Hearers]:
    return _officials(_institution(event), roles.EVALUATORS)


def _lead(event: "Event") -> Iterable[Hearers]:
    return _officials(_institution(event, "lead"), roles.EVALUATORS)


def _above(event: "Event") -> Iterable[Hearers]:
    """Yield who answers for the office that is late (its stewards and those above it), and those who route."""
    yield from _officials(_institution(event), roles.STEWARDS)
    yield officials_of(event.subject, roles.ROUTERS)


def _title(event: "Event", reason: str) -> str:
    sentences = {
        "routed": _("Answer this: “%(title)s” was sent to your office"),
        "assigned": _("You prepare the answer to “%(title)s”"),
        "returned": _("“%(title)s” came back: it needs another office"),
        "part_asked": _("Your office is asked for its part of the answer to “%(title)s”"),
        "part_handed_in": _("A part of the answer to “%(title)s” came in"),
        "part_waived": _("Your part of the answer to “%(title)s” is not needed any more"),
        "due_soon": _("The answer to “%(title)s” is due soon"),
        "overdue": _("The answer to “%(title)s” is late"),
    }
    return titled(sentences[event.name.rpartition(".")[2]], event)


def _body(event: "Event", reason: str) -> str:
    if event.payload.get("due_on"):
        day = date_format(date.fromisoformat(str(event.payload["due_on"])), "DATE_FORMAT")
        return _("It was wanted by %(day)s.") % {"day": day}
    return str(event.payload.get("reason") or "")


def _path(event: "Event", reason: str) -> str:
    return f"/mesa/turnos/{event.subject_id}/"


def register() -> None:
    """Register the rules."""
    audiences = {
        "routed": _holder,
        "assigned": _holder,
        "returned": _whoever_routed,
        "part_asked": _asked,
        "part_handed_in": _lead,
        "part_waived": _asked,
        "due_soon": _holder,
        "overdue": _above,
    }
    register_notices(
        *(
            NoticeRule(f"participation.response.{name}", WORK.name, audience, _title, _body, path=_path)
            for name, audience in audiences.items()
        )
    )
