"""The log of what is written in bulk: the events of the acts, numbered by the relay's own stamping."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from participation.events.names import get_name
from participation.events.relay import stamp
from participation.models import Event, Relay
from proposals.demo.bulk.copy import Buffers


class Log:
    """Writes events as ``record()`` does, with relay rows that are finished; of those that are told, ``Notices`` does."""

    def __init__(self, rows: Buffers, at: datetime) -> None:
        self.rows, self.at, self.count = rows, at, 0

    def record(
        self,
        name: str,
        *,
        subject: int | None,
        by: int | None,
        at: datetime,
        payload: dict[str, Any] | None = None,
        changes: Iterable[tuple[str, int]] = (),
        told: bool = False,
    ) -> Event:
        """Write one event, and its relay row unless it is to be told. Raises KeyError for an undeclared name."""
        get_name(name)
        event = Event(
            name=name,
            subject_id=subject,
            actor_id=by,
            at=at,
            payload=payload or {},
            changes=[list(change) for change in changes],
        )
        self.rows.add(event)
        if not told:
            self.rows.add(Relay(event_id=event.pk, done_at=self.at))
        self.count += 1
        return event

    def number(self) -> None:
        """Give all that waits the next numbers, without a gap, under the relay's lock."""
        with connection.cursor() as cursor:
            # Without fresh figures the planner takes the unnumbered for few, and compares each of them with each.
            cursor.execute("ANALYZE participation_relay")
        while stamp(1_000_000):
            pass
