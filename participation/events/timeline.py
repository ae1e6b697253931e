"""Events as lines of a public timeline."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from participation.events.models import Event
from participation.events.names import get_name


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: when, what, and who where the event says so."""

    at: datetime
    label: Any
    actor: str
    detail: str
    reason: str


def lines(events: Iterable[Event]) -> list[Line]:
    """Return the lines of events whose actors are loaded; the actor only where the event's declaration shows it."""
    return [_line(event) for event in events]


def _line(event: Event) -> Line:
    name = get_name(event.name)
    shown = name.tells_actor(event.payload) and event.actor is not None
    payload = event.payload if isinstance(event.payload, dict) else {}
    return Line(
        at=event.at,
        label=name.label,
        actor=event.actor.public_name if shown and event.actor else "",
        detail=title_of(payload),
        reason=_text(payload.get("reason")),  # given in public
    )


def title_of(payload: dict[str, Any]) -> str:
    """Return the name of the part that an event is about (a phase), in the reader's language where it is known."""
    titles = payload.get("titles")
    code = (get_language() or "").split("-")[0]
    told = titles.get(code) if isinstance(titles, dict) else None
    return _text(told) or _text(payload.get("title"))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
