"""Statements that a connection has prepared already, run without psycopg's cursor: half the time of a small query.

A cursor converts the text of its query anew, looks for it among what the connection has prepared, and passes through
a dozen generators that wait for the server. Of a stored query (stored.py) all but the parameters is known beforehand.
What is not as usual (not prepared yet, a transaction not begun, queries that are logged) goes the usual way.
"""

import functools
import weakref
from collections.abc import Sequence
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import errors, pq
from psycopg._queries import PostgresQuery
from psycopg.adapt import PyFormat
from psycopg.adapt import Transformer as _Transformer

Transformer: Any = _Transformer  # written in C; psycopg's types name the one in Python
Rows = list[tuple[Any, ...]]
# What turns parameters and rows into Python's values, for each connection.
_transformers: "weakref.WeakKeyDictionary[psycopg.Connection, Any]" = weakref.WeakKeyDictionary()


class Statement:
    """A statement with ``%s`` for its parameters."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._converted = b""

    def rows(self, connection: BaseDatabaseWrapper, parameters: Sequence[Any], *, counted: bool = True) -> Rows | None:
        """Return its rows; None where it must be run the usual way. Raises Django's errors of the database.

        ``counted`` tells whether whoever counts and watches the queries of Django sees it.
        """
        link = connection.connection
        if link is None or connection.queries_logged or not (link.autocommit or _in_transaction(link)):
            return None
        transformer = _transformers.get(link)
        if transformer is None:
            transformer = _transformers[link] = Transformer(link)
        dumped = transformer.dump_sequence(parameters, [PyFormat.AUTO] * len(parameters)) if parameters else ()
        prepared = link._prepared._names
        key = (self._query(transformer, parameters), transformer.types or () if parameters else ())
        name = prepared.get(key)
        if name is None:
            return None
        prepared.move_to_end(key)
        formats = transformer.formats if parameters else None

        def run(_sql: str, _parameters: Any, _many: bool, _context: Any) -> Rows:
            connection.validate_thread_sharing()
            connection.validate_no_broken_transaction()
            with connection.wrap_database_errors:
                return _asked(link, name, dumped, formats, transformer)

        execute: Any = run
        for wrapper in reversed(connection.execute_wrappers if counted else ()):
            execute = functools.partial(wrapper, execute)
        return execute(self.text, parameters, False, {"connection": connection, "cursor": None})  # type: ignore[no-any-return]

    def _query(self, transformer: Any, parameters: Sequence[Any]) -> bytes:
        """Return its text as PostgreSQL has it, with ``$1``."""
        if not self._converted:
            query = PostgresQuery(transformer)
            query.convert(self.text, parameters)
            self._converted = query.query
        return self._converted


def _in_transaction(link: psycopg.Connection) -> bool:
    return link.pgconn.transaction_status != pq.TransactionStatus.IDLE


def _asked(link: psycopg.Connection, name: bytes, dumped: Any, formats: Any, transformer: Any) -> Rows:
    result = link.pgconn.exec_prepared(name, dumped, formats)
    if result.status != pq.ExecStatus.TUPLES_OK:
        # Without a code it is libpq that speaks, not the server: the connection is gone, seen or not.
        if link.pgconn.status == pq.ConnStatus.BAD or not result.error_field(pq.DiagnosticField.SQLSTATE):
            raise psycopg.OperationalError(result.get_error_message())
        raise errors.error_from_result(result, encoding=link.info.encoding)
    transformer.set_pgresult(result)
    return transformer.load_rows(0, result.ntuples, tuple)
