"""What waits for an official: each room says what it has, the admin's home shows it.

A room registers a source in its ``registrations.register()``::

    register_waiting(proposals_waiting)

    def proposals_waiting(person, at):
        count = Proposal.objects.to_answer_by(person).count()
        return [WaitingItem(_("Proposals without an answer"), count, "/admin/...")]

A source returns only what this person may act upon, with a count each; items that count nothing are not shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from participation.models import Person


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """One line of the official's home: what waits, how many, where to do it (a path with its language prefix)."""

    label: Any
    count: int
    url: str
    note: Any = ""  # one short sentence: the nearest date, what happens if nobody acts
    urgent: bool = False  # a legal or announced date has passed or is near: shown first, with words, not colour alone


WaitingSource = Callable[["Person", datetime], list[WaitingItem]]
_sources: list[WaitingSource] = []


def register_waiting(*sources: WaitingSource) -> None:
    """Add sources to the official's home (in ``apps.ready()``); registering one twice changes nothing."""
    for source in sources:
        if source not in _sources:
            _sources.append(source)


def waiting_for(person: "Person", at: datetime) -> list[WaitingItem]:
    """Return what waits for this person, urgent things first, else in the order of registration."""
    items = [item for source in _sources for item in source(person, at) if item.count > 0]
    return sorted(items, key=lambda item: not item.urgent)
