"""The one door into the schemas of the roll and of the urn: for the length of a block, within one transaction.

Each schema belongs to a role of the database of its own (``roles.py``). The application's role may take them on, and
has none of their rights unless it does. ``SET LOCAL ROLE`` outlives a savepoint, so every block ends with ``RESET
ROLE``, however it ends; where a statement of the block failed, the rollback undoes the change of role with all else.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from psycopg.pq import TransactionStatus

Chamber = Literal["roll", "urn"]
_owners: dict[tuple[str, str], str] = {}

OWNER = """
    SELECT r.rolname FROM pg_namespace n JOIN pg_roles r ON r.oid = n.nspowner
    WHERE n.nspname = %s AND NOT r.rolcanlogin
"""
ENTER = "SELECT set_config('role', %s, true), set_config('search_path', %s, true)"
LEAVE = "RESET ROLE; SET LOCAL search_path TO DEFAULT"


def owner_of(chamber: str) -> str:
    """Return the role that owns a schema. Raises ImproperlyConfigured where ``setup_roles`` was never run."""
    database = str(connection.settings_dict["NAME"])
    if (name := _owners.get((database, chamber))) is not None:
        return name
    with connection.cursor() as cursor:
        cursor.execute(OWNER, [chamber])
        row = cursor.fetchone()
    if row is None:
        raise ImproperlyConfigured(f"The schema {chamber} has no role of its own: run manage.py setup_roles.")
    _owners[database, chamber] = row[0]
    return str(row[0])


def forget() -> None:
    """Forget whose the schemas are: they were made anew."""
    _owners.clear()


def look(chamber: Chamber, query: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return the rows of one query, asked as the owner of a schema: in, read and out again in one message.

    Where the query fails, its transaction does, and with it the change of role. Raises RuntimeError within a chamber.
    """
    if getattr(connection, "open_chamber", None):
        raise RuntimeError(f"the {chamber} was looked into from within another chamber")
    owner = owner_of(chamber)
    with connection.cursor() as cursor:
        cursor.execute(f"{ENTER}; {query}; {LEAVE}", [owner, chamber, *params])
        cursor.nextset()
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


@contextmanager
def opened(chamber: Chamber) -> Iterator[None]:
    """Act as the owner of a schema during the block. Raises RuntimeError outside a transaction, or within another."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"the {chamber} was opened outside a transaction")
    if getattr(connection, "open_chamber", None):
        raise RuntimeError(f"the {chamber} was opened within another chamber")
    owner = owner_of(chamber)
    with connection.cursor() as cursor:
        cursor.execute(ENTER, [owner, chamber])
    connection.open_chamber = chamber  # type: ignore[attr-defined]
    try:
        yield
    finally:
        connection.open_chamber = None  # type: ignore[attr-defined]
        raw = connection.connection
        if raw is not None and raw.info.transaction_status == TransactionStatus.INTRANS:
            with connection.cursor() as cursor:
                cursor.execute(LEAVE)
