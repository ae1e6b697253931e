"""The registry of event names: each declares its label and its audience.

The audience says who may see the event in a timeline: ``public`` (page and API), ``officials`` (those with a role over
the subject), ``person`` (only its actor) or ``nobody``. ``subject_changed`` names tell nothing of the actor in public.
"""

from dataclasses import dataclass
from typing import Any, Literal

Audience = Literal["public", "officials", "person", "nobody"]


@dataclass(frozen=True, slots=True)
class EventName:
    """``app.thing.happened`` with the sentence that a timeline shows, and the one that whoever did it reads."""

    name: str
    label: Any
    audience: Audience
    show_actor: bool = False
    secret: bool = False  # who did it is told to nobody, officials included (reports, supports)
    mine: Any = ""
    takes_away: bool = False  # something public goes from view: no page kept from before may be served (taken.py)

    def tells_actor(self, payload: Any) -> bool:
        """Tell whether who did it is named in public: not where they acted in the name of an organisation."""
        return self.show_actor and not in_other_name(payload)


def in_other_name(payload: Any) -> bool:
    """Tell from its payload whether an event was done in the name of an organisation."""
    return isinstance(payload, dict) and payload.get("organisation") is not None


_names: dict[str, EventName] = {}


def register_events(*names: EventName) -> None:
    """Declare events of an app."""
    for event in names:
        if _names.get(event.name, event) != event:
            raise ValueError(f"event {event.name} is declared twice")
        _names[event.name] = event


def get_name(name: str) -> EventName:
    """Return the declaration of an event. Raises KeyError where it was never declared."""
    return _names[name]


def all_names() -> list[EventName]:
    """Return every declared event."""
    return list(_names.values())


def public_names() -> set[str]:
    """Return the names that everybody may see."""
    return {event.name for event in _names.values() if event.audience == "public"}


_left_out: set[str] = set()


def leave_out_of_timelines(*names: str) -> None:
    """Keep public events out of the pages' timelines where they are many and shown elsewhere; the feed has them all."""
    _left_out.update(names)


def timeline_names() -> set[str]:
    """Return the public names that a page's timeline shows."""
    return public_names() - _left_out
