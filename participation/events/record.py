"""Writing an event, in the act's own transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models.sql import InsertQuery

from participation.events import names
from participation.events.models import Event, Relay
from participation.events.taken import CurrentTransaction

if TYPE_CHECKING:
    from participation.models import Person, Subject


def record(
    name: str,
    *,
    subject: "Subject | None",
    by: "Person | None",
    at: datetime,
    payload: dict[str, Any] | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    changes: Iterable[tuple[str, int]] = (),
) -> Event:
    """Write one event and nudge the relay after the commit.

    ``payload`` holds ids and plain facts, never personal data; ``changes`` the (dataset, key) rows that the act
    touched, for the public feed. Raises RuntimeError outside a transaction and KeyError for an undeclared name.
    """
    declared = names.get_name(name)
    if not connection.in_atomic_block:
        raise RuntimeError(f"event {name} recorded outside a transaction")
    event = Event(
        name=name,
        subject=subject,
        actor=by,
        at=at,
        payload=payload or {},
        before=before,
        after=after,
        changes=[list(change) for change in changes],
    )
    _write(event, Relay(event=event, transaction=CurrentTransaction() if declared.takes_away else None))
    _nudge_after_commit()
    return event


def _insert(row: Event | Relay) -> tuple[str, tuple[Any, ...]]:
    """Return the statement that Django writes for a new row."""
    query = InsertQuery(type(row))
    query.insert_values(type(row)._meta.concrete_fields, [row], raw=False)
    ((statement, values),) = query.get_compiler(connection=connection).as_sql()
    return statement, values


def _write(event: Event, relay: Relay) -> None:
    """Write the event and its relay row in one statement: every act pays for it."""
    event_sql, event_values = _insert(event)
    relay_sql, relay_values = _insert(relay)
    with connection.cursor() as cursor:  # writes: the outbox itself, in the transaction of the act
        cursor.execute(f"WITH event AS ({event_sql}) {relay_sql}", (*event_values, *relay_values))
    for row in (event, relay):
        row._state.adding = False
        row._state.db = connection.alias


def _nudge_after_commit() -> None:
    """Nudge once for each transaction, however many events it writes (an import writes thousands)."""
    if not any(entry[1] is _nudge for entry in connection.run_on_commit):
        transaction.on_commit(_nudge, robust=True)


def _nudge() -> None:
    """Ask for the relay; imported late, since tasks import the relay's world."""
    from participation.events.tasks import nudge

    nudge()
