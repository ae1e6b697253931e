"""What people write, for whoever looks for repetition and advertising: each floor says how its events become texts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from participation.models import Event


@dataclass(frozen=True, slots=True)
class Written:
    """A text as it stands: where, by whom (None: nobody who can be told), since when."""

    subject_id: int
    comment_id: int | None
    person_id: int | None
    text: str
    at: datetime


Reader = Callable[[list["Event"]], Iterable[Written]]
_readers: dict[str, Reader] = {}


def register_written(reader: Reader, *events: str) -> None:
    """Let a reader find the texts behind some events, in a fixed number of queries (in ``apps.ready()``)."""
    for event in events:
        if _readers.get(event, reader) != reader:
            raise ValueError(f"event {event} has two readers of its text")
        _readers[event] = reader


def written_names() -> set[str]:
    """Return the events behind which there is a text."""
    return set(_readers)


def written_by(events: Iterable["Event"]) -> list[Written]:
    """Return the texts behind events, each thing once."""
    groups: dict[Reader, list[Event]] = {}
    for event in events:
        if reader := _readers.get(event.name):
            groups.setdefault(reader, []).append(event)
    found = {(row.subject_id, row.comment_id): row for reader, group in groups.items() for row in reader(group)}
    return list(found.values())
