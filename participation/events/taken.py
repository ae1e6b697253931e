"""Whether something was taken from public view since a moment: what lets whole pages be kept without showing it.

An event that hides, withdraws, unpublishes or erases leaves the number of its transaction in its relay row. Whoever
keeps something takes a *moment* (PostgreSQL's snapshot) before reading what it is made of, and asks before each use
whether such a transaction was committed that the moment did not see. The answer is exact: it turns with the commit
itself, for every process and machine, no row is locked, and neither a late commit nor a killed process escapes it.
"""

from typing import Any

import psycopg
from django.db import Error, connection
from django.db.models import BigIntegerField, Func

from participation.quick_statements import Statement

MOMENT = Statement("SELECT pg_current_snapshot()::text")
# The last condition leaves out rows that a restored backup brought from a server whose numbers were higher.
TAKEN = Statement("""
SELECT EXISTS (
    SELECT 1 FROM participation_relay
    WHERE transaction >= pg_snapshot_xmin(%s::pg_snapshot)::text::bigint
    AND NOT pg_visible_in_snapshot(transaction::text::xid8, %s::pg_snapshot)
    AND transaction < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
)
""")


class CurrentTransaction(Func):
    """The number of the transaction that runs."""

    template = "pg_current_xact_id()::text::bigint"
    output_field = BigIntegerField()


def _ask(statement: Statement, parameters: list[Any]) -> Any:
    """Run one small query, without the health check that Django makes before each request's first one.

    A connection that died in the meantime is closed, so that the next query opens another. Raises psycopg.Error and
    django.db.Error where the database does not answer.
    """
    if connection.connection is None:
        connection.ensure_connection()
    try:
        found = statement.rows(connection, parameters, counted=False)
        if found is None:
            found = psycopg.Cursor(connection.connection).execute(statement.text, parameters, prepare=True).fetchall()
        return found[0][0]
    except (psycopg.Error, Error):
        if not connection.in_atomic_block:
            connection.close()
        raise


def moment() -> str:
    """Return the moment, to be kept with whatever is read after it. Raises psycopg.Error, django.db.Error."""
    return str(_ask(MOMENT, []))


def taken_since(moment: str) -> bool:
    """Tell whether anything was taken from public view since a moment. Raises psycopg.Error, django.db.Error."""
    return bool(_ask(TAKEN, [moment, moment]))
