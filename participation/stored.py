"""Queries whose SQL is written once: what a page asks for at each visit, with other parameters.

Building a query of a dozen joined tables and writing its SQL costs Django several times what PostgreSQL takes to answer
it. A stored query does that once for each of its shapes, with markers in the place of the parameters; afterwards the
parameters alone are put in. Rows come out as of any queryset, joined and prefetched; a test compares the two.

PostgreSQL keeps such a query as a prepared statement of the connection, planned once (``plan_cache_mode`` in
config/env.py): what does not vary stands in its text, so that the one plan may rely on it.
"""

import copy
import functools
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import BigIntegerField, F, ForeignKey, Model, Prefetch, QuerySet, Value
from django.db.models.query import ModelIterable
from django.db.models.sql.constants import MULTI
from psycopg.sql import Literal

from participation.among import Among
from participation.quick_rows import Plan, QuickRows
from participation.quick_statements import Statement

# Values that no query holds by itself, by the type of the parameter.
MARKERS: dict[type, Callable[[int], Any]] = {
    int: lambda place: 2_147_400_000 + place,
    float: lambda place: 0.987654321 + place / 10_000_000_000,
    str: lambda place: f"\ue000{place}\ue001",
    datetime: lambda place: datetime(1901, 2, 3, 4, 5, 6, 789 + place, tzinfo=UTC),
    date: lambda place: date(1901, 2, 3 + place),
    list: lambda place: [2_147_300_000 + place],
}


@dataclass(frozen=True, slots=True)
class _Written:
    rows: QuerySet
    compiler: Any
    sql: str
    parameters: tuple[Any, ...]
    places: dict[int, tuple[int, Callable[[Any], Any] | None]]
    converters: dict[int, Any]
    statement: Statement  # with the constants in it
    below: tuple["_Below", ...]
    plan: Plan | None  # how its rows become objects; None where they are values


class _Prepared(ServerBindingCursor):
    """A cursor whose statements PostgreSQL keeps with the connection."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        """Run a statement, prepared where the connection allows it (``prepare_threshold``)."""
        return super().execute(query, params, prepare=True, **options)

    def _convert_query(self, query: Any, params: Any = None) -> Any:
        self._query = super()._convert_query(query, params)  # what Django's log of queries asks for
        return self._query


def _rows(connection: Any, statement: Statement, parameters: list[Any]) -> list[tuple[Any, ...]]:
    """Run a prepared statement as Django runs any other: counted, logged, its errors Django's.

    It only reads, so that the first of a request is the health check of its connection, which Django would make with a
    query of its own: where the connection died in the meantime, it is asked once more on another.
    """
    if connection.connection is None or connection.health_check_done or not connection.health_check_enabled:
        return _run(connection, statement, parameters)
    connection.health_check_done = True
    try:
        return _run(connection, statement, parameters)
    except OperationalError:
        if connection.in_atomic_block or connection.is_usable():
            raise
        connection.close()
        return _run(connection, statement, parameters)


def rows_of(statement: Statement, parameters: list[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a statement that no queryset was written for; where a connection died it is run once more."""
    return _rows(connections["default"], statement, parameters)


def _run(connection: BaseDatabaseWrapper, statement: Statement, parameters: list[Any]) -> list[tuple[Any, ...]]:
    connection.ensure_connection()
    rows = statement.rows(connection, parameters)
    if rows is not None:
        return rows
    cursor = connection._prepare_cursor(_Prepared(connection.connection))  # type: ignore[attr-defined,call-arg]
    with cursor, connection.wrap_database_errors:
        cursor.execute(statement.text, parameters)
        return cursor.fetchall()  # type: ignore[no-any-return]


class StoredQuery:
    """A function that builds a queryset, called once for each shape of its arguments.

    Positional arguments are parameters (whole and decimal numbers, texts, moments, lists of whole numbers for
    ``= ANY``); named ones choose the shape and must be hashable, and so does a parameter that is None. The queryset
    that a call returns is to be read whole.
    """

    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self.build = build
        self._written: dict[Any, _Written] = {}

    def __call__(self, *values: Any, **shape: Any) -> QuerySet:
        """Return the rows for these parameters. Raises ValueError where a parameter does not reach the SQL as it is."""
        key = (*map(type, values), *sorted(shape.items()))
        written = self._written.get(key)
        if written is None:
            written = self._written[key] = self._write(values, shape)
        rows = _again(written.rows)
        compiler = copy.copy(written.compiler)
        compiler.connection = connections[rows.db]
        parameters = list(written.parameters)
        for place, (number, dress) in written.places.items():
            parameters[place] = dress(values[number]) if dress else values[number]
        answer = (written.sql, tuple(parameters))

        def execute_sql(result_type: str = MULTI, **_more: Any) -> Iterable[Any]:
            given = [parameters[place] for place in written.places]
            return [_rows(compiler.connection, written.statement, given)]

        compiler.as_sql = lambda *_args, **_more: answer
        compiler.execute_sql = execute_sql
        compiler.get_converters = lambda _expressions: written.converters
        rows.query.get_compiler = lambda *_args, **_more: compiler
        if written.plan is not None:
            rows._iterable_class, rows._plan = QuickRows, written.plan  # type: ignore[assignment, attr-defined]
        if written.below:
            rows._prefetch_related_objects = lambda: _fetch_below(rows, written.below)
        return rows

    def _write(self, values: tuple[Any, ...], shape: dict[str, Any]) -> _Written:
        markers = [None if each is None else MARKERS[type(each)](number) for number, each in enumerate(values)]
        rows = self.build(*markers, **shape)
        compiler = rows.query.get_compiler(using=rows.db)
        sql, parameters = compiler.as_sql()
        places: dict[int, tuple[int, Callable[[Any], Any] | None]] = {}
        for place, parameter in enumerate(parameters):
            for number, marker in enumerate(markers):
                # Numbers may be dressed as the type of their column.
                if marker is not None and isinstance(parameter, type(marker)) and parameter == marker:
                    places[place] = (number, None if type(parameter) is type(marker) else type(parameter))
        varying = {number for number, marker in enumerate(markers) if marker is not None}
        if {number for number, _dress in places.values()} != varying:
            raise ValueError("a parameter of a stored query does not reach its SQL")
        converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
        if compiler.has_extra_select:
            raise ValueError("a stored query selects what its rows do not have")
        statement = Statement(_with_constants(sql, parameters, places, compiler.connection))
        below = tuple(map(_Below.of, itertools.repeat(rows.model), rows._prefetch_related_lookups))  # type: ignore[attr-defined]
        known = rows._known_related_objects  # type: ignore[attr-defined]
        plan = None if rows._iterable_class is not ModelIterable or known else Plan(compiler, rows.db)
        return _Written(rows, compiler, sql, tuple(parameters), places, converters, statement, below, plan)


def _again(rows: QuerySet) -> Any:
    """Return a queryset that was not read, with a query of its own: what is below it is shared and stays as it is."""
    query: Any = copy.copy(rows.query)
    again: Any = object.__new__(type(rows))
    again.__dict__.update(rows.__dict__)
    again._query, again._result_cache, again._hints = query, None, {}
    return again


class _Fetched(QuerySet):
    """The rows below one row, fetched with it. Whatever asks for fewer or others of them asks the database."""

    def __init__(self, key: ForeignKey, above: Model, rows: list[Model]) -> None:
        super().__init__(key.model)
        self._key, self._above = key, above
        self._result_cache = rows  # type: ignore[assignment]
        self._prefetch_done = True

    def _chain(self) -> QuerySet:
        return self._key.model._default_manager.filter(**{self._key.name: self._above})  # type: ignore[attr-defined,no-any-return]


@dataclass(frozen=True, slots=True)
class _Below:
    """What ``prefetch_related`` names: rows that hold a key to those found, or to rows joined to these."""

    path: tuple[str, ...]
    name: str
    key: ForeignKey
    ask: StoredQuery

    @classmethod
    def of(cls, model: type[Model], lookup: str | Prefetch) -> "_Below":
        named = lookup if isinstance(lookup, Prefetch) else Prefetch(lookup)
        *path, name = named.prefetch_through.split("__")
        if named.to_attr:
            raise ValueError("a stored query keeps what it fetches under its own name")
        for step in path:
            model = model._meta.get_field(step).related_model  # type: ignore[assignment]
        key = model._meta.get_field(name).field  # type: ignore[union-attr]
        rows = named.queryset if named.queryset is not None else key.model._default_manager.all()
        ids = ArrayField(BigIntegerField())
        ask = StoredQuery(lambda above: rows.filter(Among(F(key.attname), Value(above, output_field=ids))))
        return cls(tuple(path), name, key, ask)  # type: ignore[arg-type]


def _fetch_below(rows: Any, below: tuple[_Below, ...]) -> None:
    """Fetch what lies below rows, as prefetching does: one query for each relation."""
    for each in below:
        above: dict[int, list[Model]] = {}
        for row in rows._result_cache:
            holder = functools.reduce(getattr, each.path, row)
            above.setdefault(holder.pk, []).append(holder)
        found: dict[int, list[Model]] = {pk: [] for pk in above}
        for child in each.ask(list(above)) if above else ():
            pk = getattr(child, each.key.attname)
            each.key.set_cached_value(child, above[pk][-1])
            found[pk].append(child)
        for pk, holders in above.items():
            for holder in holders:
                kept = holder.__dict__.setdefault("_prefetched_objects_cache", {})
                kept[each.name] = _Fetched(each.key, holder, found[pk])
    rows._prefetch_done = True


def _with_constants(sql: str, parameters: Iterable[Any], places: Any, connection: BaseDatabaseWrapper) -> str:
    """Return SQL in which placeholders are left for what varies alone."""
    connection.ensure_connection()
    texts = sql.split("%s")
    written = [
        "%s" if place in places else Literal(value).as_string(connection.connection).replace("%", "%%")
        for place, value in enumerate(parameters)
    ]
    return "".join(text + value for text, value in zip(texts, [*written, ""], strict=True))
