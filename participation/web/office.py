"""What waits for an official: each room says what it has, the admin's home shows it.

A room registers a source in its ``registrations.register()``::

    register_waiting(proposals_waiting)

    def proposals_waiting(person, at):
        rows = Proposal.objects.to_answer_by(person)
        return [WaitingItem(_("Proposals without an answer"), rows, "/admin/...")]

A source returns only what this person may act upon. It gives the rows themselves: those of all rooms are counted in one
query. Items that count nothing are not shown.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

if TYPE_CHECKING:
    from participation.models import Person


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """One line of the official's home: what waits, how many, where to do it (a path with its language prefix)."""

    label: Any
    count: Any  # a number, or the rows to count
    url: str
    note: Any = ""  # one short sentence: the nearest date, what happens if nobody acts
    urgent: bool = False  # a legal or announced date has passed or is near: shown first, with words, not colour alone
    late: Any = 0  # how many of them are late, or the rows to count: any makes it urgent
    late_note: Callable[[int], Any] | None = None  # the note where some are late


WaitingSource = Callable[["Person", datetime], list[WaitingItem]]
_sources: list[WaitingSource] = []


def register_waiting(*sources: WaitingSource) -> None:
    """Add sources to the official's home (in ``apps.ready()``); registering one twice changes nothing."""
    for source in sources:
        if source not in _sources:
            _sources.append(source)


def waiting_for(person: "Person", at: datetime) -> list[WaitingItem]:
    """Return what waits for this person, urgent things first, else in the order of registration."""
    items = counted([item for source in _sources for item in source(person, at)])
    return sorted((item for item in items if item.count > 0), key=lambda item: not item.urgent)


def counted(items: list[WaitingItem]) -> list[WaitingItem]:
    """Return the items with numbers in the place of rows, counted in one query however many they are."""
    numbers = iter(_numbers([rows for item in items for rows in (item.count, item.late) if isinstance(rows, QuerySet)]))

    def number(given: Any) -> int:
        return next(numbers) if isinstance(given, QuerySet) else int(given)

    found = []
    for item in items:
        count, late = number(item.count), number(item.late)
        note = item.late_note(late) if late and item.late_note else item.note
        found.append(replace(item, count=count, late=late, note=note, urgent=item.urgent or late > 0))
    return found


def _numbers(rows: list[QuerySet]) -> list[int]:
    """Return how many rows each queryset has."""
    parts, parameters, places = [], [], []
    for place, one in enumerate(rows):
        try:
            sql, values = one.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"(SELECT count(*) FROM ({sql}) AS rows_{place})")  # noqa: S608 (Django wrote it)
        parameters += values
        places.append(place)
    found = [0] * len(rows)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", parameters)
            for place, number in zip(places, cursor.fetchone(), strict=True):
                found[place] = number
    return found
