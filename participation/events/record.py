"""Writing an event, in the act's own transaction."""

from collections.abc import Iterable, Sequence
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
    event = prepare(name, subject=subject, by=by, at=at, payload=payload, before=before, after=after, changes=changes)
    record_many([event])
    return event


def prepare(
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
    """Return an event that is not written yet, for ``record_many``. Raises KeyError for an undeclared name."""
    names.get_name(name)
    return Event(
        name=name,
        subject=subject,
        actor=by,
        at=at,
        payload=payload or {},
        before=before,
        after=after,
        changes=[list(change) for change in changes],
    )


def record_many(events: Sequence[Event]) -> None:
    """Write what ``prepare`` made, in its order, for sweeps that tell of many rows in one transaction.

    It is the outbox of ``record``: all of them or none, each with its own way out. Raises RuntimeError outside a
    transaction.
    """
    if not events:
        return
    if not connection.in_atomic_block:
        raise RuntimeError(f"event {events[0].name} recorded outside a transaction")
    _write(events, [Relay(event=event, transaction=_transaction_of(event)) for event in events])
    _nudge_after_commit()


def _transaction_of(event: Event) -> CurrentTransaction | None:
    return CurrentTransaction() if names.get_name(event.name).takes_away else None


def _insert(rows: Sequence[Event] | Sequence[Relay]) -> tuple[str, tuple[Any, ...]]:
    """Return the statement that Django writes for new rows."""
    model = type(rows[0])
    query = InsertQuery(model)
    query.insert_values(model._meta.concrete_fields, list(rows), raw=False)
    ((statement, values),) = query.get_compiler(connection=connection).as_sql()
    return statement, values


def _write(events: Sequence[Event], relays: Sequence[Relay]) -> None:
    """Write the events and their relay rows in one statement: every act pays for it."""
    event_sql, event_values = _insert(events)
    relay_sql, relay_values = _insert(relays)
    with connection.cursor() as cursor:  # writes: the outbox itself, in the transaction of the act
        cursor.execute(f"WITH event AS ({event_sql}) {relay_sql}", (*event_values, *relay_values))
    for row in (*events, *relays):
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
