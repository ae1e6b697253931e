"""Queries whose SQL is written once: what a page asks for at each visit, with other parameters.

Building a query of a dozen joined tables and writing its SQL costs Django several times what PostgreSQL takes to answer
it. A stored query does that once for each of its shapes, with markers in the place of the parameters; afterwards the
parameters alone are put in. Rows come out as of any queryset, joined and prefetched; a test compares the two.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import connections
from django.db.models import QuerySet

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


class StoredQuery:
    """A function that builds a queryset, called once for each shape of its arguments.

    Positional arguments are parameters (whole and decimal numbers, texts, moments, lists of whole numbers for
    ``= ANY``); named ones choose the shape and must be hashable. The queryset that a call returns is to be read whole.
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
        rows = written.rows._chain()  # type: ignore[attr-defined]
        compiler = copy.copy(written.compiler)
        compiler.connection = connections[rows.db]
        parameters = list(written.parameters)
        for place, (number, dress) in written.places.items():
            parameters[place] = dress(values[number]) if dress else values[number]
        answer = (written.sql, tuple(parameters))
        compiler.as_sql = lambda *_args, **_more: answer
        compiler.get_converters = lambda _expressions: written.converters
        rows.query.get_compiler = lambda *_args, **_more: compiler
        return rows

    def _write(self, values: tuple[Any, ...], shape: dict[str, Any]) -> _Written:
        markers = [MARKERS[type(value)](number) for number, value in enumerate(values)]
        rows = self.build(*markers, **shape)
        compiler = rows.query.get_compiler(using=rows.db)
        sql, parameters = compiler.as_sql()
        places: dict[int, tuple[int, Callable[[Any], Any] | None]] = {}
        for place, parameter in enumerate(parameters):
            for number, marker in enumerate(markers):
                # Numbers may be dressed as the type of their column.
                if isinstance(parameter, type(marker)) and parameter == marker:
                    places[place] = (number, None if type(parameter) is type(marker) else type(parameter))
        if {number for number, _dress in places.values()} != set(range(len(values))):
            raise ValueError("a parameter of a stored query does not reach its SQL")
        converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
        return _Written(rows, compiler, sql, tuple(parameters), places, converters)
