"""Keyset pages: the thousandth page costs what the first costs, and nothing shifts while people write.

A cursor is the sort values of the last row seen, as URL-safe base64 of JSON. A cursor that cannot be read raises
BadCursor, which views answer with 400.
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from participation.among import picked
from participation.stored import StoredQuery


class BadCursor(BadRequest):
    """The cursor in the address is broken."""


def encode(values: Sequence[Any]) -> str:
    """Return a cursor for sort values."""
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain, default=str).encode()).decode().rstrip("=")


def decode(cursor: str, size: int) -> list[Any]:
    """Return the sort values of a cursor. Raises BadCursor."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError, binascii.Error) as error:
        raise BadCursor("cursor") from error
    if not isinstance(values, list) or len(values) != size or any(isinstance(v, (list, dict)) for v in values):
        raise BadCursor("cursor")
    return values


def _column(queryset: QuerySet, name: str) -> Any:
    """Return the field that a sort name stands for: a column, one of a joined table, or an annotation's result."""
    annotation = queryset.query.annotations.get(name)
    if annotation is not None:
        return annotation.output_field
    model: Any = queryset.model
    field: Any = None
    for part in name.split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        model = field.related_model
    return field


def _checked(queryset: QuerySet, name: str, value: Any) -> Any:
    """Return a cursor's value as the column's own type, so that no strange input reaches the database."""
    field = _column(queryset, name)
    try:
        checked = field.to_python(value)
        field.run_validators(checked)
        if isinstance(checked, str):
            checked.encode()  # half a surrogate pair is text for JSON, not for the database
    except Exception as error:
        raise BadCursor("cursor") from error
    if checked is None or (isinstance(checked, str) and "\x00" in checked):
        raise BadCursor("cursor")
    if isinstance(checked, datetime) and checked.tzinfo is None:
        raise BadCursor("cursor")
    return checked


@dataclass(frozen=True, slots=True)
class KeysetPage:
    """One page of rows with the addresses of its neighbours."""

    rows: list[Any]
    next_cursor: str
    previous_cursor: str
    next_url: str = ""
    previous_url: str = ""

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def _beyond(order: Sequence[str], values: Sequence[Any], *, backwards: bool) -> Q:
    condition = Q()
    equal = Q()
    bound = Q()
    for name, typed in zip(order, values, strict=True):
        field = name.lstrip("-")
        side = "lt" if name.startswith("-") != backwards else "gt"
        condition |= equal & Q(**{f"{field}__{side}": typed})
        # Said once more for the first column alone, the index is entered where the page begins, not at its top.
        bound = bound or Q(**{f"{field}__{side}e": typed})
        equal &= Q(**{field: typed})
    return bound & condition


def _value(row: Any, name: str) -> Any:
    for part in name.lstrip("-").split("__"):
        row = getattr(row, part)
    return row


def _page(
    queryset: QuerySet, order: Sequence[str], cursor: Sequence[Any], *, size: int, backwards: bool, whole: Any = None
) -> QuerySet:
    """Return the rows of a page and one more; ``cursor`` holds checked values, none for the first page."""
    directed = (
        [f"{'' if name.startswith('-') else '-'}{name.lstrip('-')}" for name in order] if backwards else list(order)
    )
    found = queryset.filter(_beyond(order, cursor, backwards=backwards)) if cursor else queryset
    found = found.order_by(*directed)[: size + 1]
    return found if whole is None else picked(whole, found).order_by(*directed)


class StoredPages:
    """The pages of a list that is opened again and again: each order and direction is written once (stored.py).

    ``build`` returns the rows for its parameters; its keywords choose the shape. A call gives what ``paginate`` takes
    in the place of a queryset. Each size is a statement of its own that the database keeps: let there be few. ``keys``,
    of the same arguments, returns the same rows with nothing joined, among which the page is found first: where
    PostgreSQL expects few rows and there are many (a reader's notices), it would join all before it cuts the page.
    """

    def __init__(self, build: Callable[..., QuerySet], *, keys: Callable[..., QuerySet] | None = None) -> None:
        self.build = build
        self.keys = keys
        self.ask = StoredQuery(self._written)
        self._kinds: dict[Any, QuerySet] = {}

    def __call__(self, *values: Any, **shape: Any) -> "StoredRows":
        """Return the list for these parameters."""
        return StoredRows(self, values, tuple(sorted(shape.items())))

    def _written(
        self, *values: Any, given: int, order: tuple[str, ...], size: int, backwards: bool, **shape: Any
    ) -> QuerySet:
        rows = self.build(*values[:given], **shape)
        # What sorts by another table finds its page before anything else is joined to it.
        whole = rows if self.keys or any("__" in name for name in order) else None
        found = self.keys(*values[:given], **shape) if self.keys else rows
        return _page(found, order, values[given:], size=size, backwards=backwards, whole=whole)

    def rows_of(self, values: tuple[Any, ...], shape: tuple[tuple[str, Any], ...]) -> QuerySet:
        """Return the list as a queryset whose columns are asked about and that is never read."""
        if shape not in self._kinds:
            self._kinds[shape] = self.build(*values, **dict(shape))
        return self._kinds[shape]


@dataclass(frozen=True, slots=True)
class StoredRows:
    """One list of ``StoredPages``."""

    pages: StoredPages
    values: tuple[Any, ...]
    shape: tuple[tuple[str, Any], ...]

    @property
    def columns(self) -> QuerySet:
        """Return a queryset that knows the columns."""
        return self.pages.rows_of(self.values, self.shape)

    def page(self, order: Sequence[str], cursor: Sequence[Any], *, size: int, backwards: bool) -> QuerySet:
        """Return the rows of a page and one more."""
        told = {"given": len(self.values), "order": tuple(order), "size": size, "backwards": backwards}
        return self.pages.ask(*self.values, *cursor, **told, **dict(self.shape))


def keyset(
    queryset: "QuerySet | StoredRows",
    *,
    order: Sequence[str],
    size: int,
    after: str = "",
    before: str = "",
    whole: QuerySet | None = None,
) -> KeysetPage:
    """Return the page after or before a cursor; ``order`` ends in a unique column; ``after`` wins over ``before``.

    Where ``whole`` is given, ``queryset`` finds only the keys of the page and ``whole`` has its rows with all that is
    shown.
    """
    backwards = bool(before and not after)
    stored = queryset if isinstance(queryset, StoredRows) else None
    cursor: list[Any] = []
    if after or before:
        columns: Any = queryset if stored is None else stored.columns
        given = zip(order, decode(after or before, len(order)), strict=True)
        cursor = [_checked(columns, name.lstrip("-"), value) for name, value in given]
    if stored is not None:
        rows = list(stored.page(order, cursor, size=size, backwards=backwards))
    else:
        rows = list(_page(cast("QuerySet", queryset), order, cursor, size=size, backwards=backwards, whole=whole))
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_next = bool(rows) and (more if not backwards else bool(before))
    has_previous = bool(rows) and (bool(after) if not backwards else more)
    return KeysetPage(
        rows=rows,
        next_cursor=encode([_value(rows[-1], name) for name in order]) if has_next else "",
        previous_cursor=encode([_value(rows[0], name) for name in order]) if has_previous else "",
    )


def paginate(
    request: HttpRequest,
    queryset: QuerySet | StoredRows,
    *,
    order: Sequence[str],
    size: int = 20,
    whole: QuerySet | None = None,
) -> KeysetPage:
    """Return the keyset page that the address asks for (``?after=`` / ``?before=``), with its neighbours' addresses."""
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = keyset(queryset, order=order, size=size, after=after, before=before, whole=whole)

    def url(**cursor: str) -> str:
        query = request.GET.copy()
        for name in ("after", "before"):
            query.pop(name, None)
        query.update(cursor)
        return f"{request.path}?{urlencode(sorted(query.lists()), doseq=True)}"

    return KeysetPage(
        rows=page.rows,
        next_cursor=page.next_cursor,
        previous_cursor=page.previous_cursor,
        next_url=url(after=page.next_cursor) if page.next_cursor else "",
        previous_url=url(before=page.previous_cursor) if page.previous_cursor else "",
    )
