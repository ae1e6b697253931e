"""The installation's own row, and other rows that seldom change, kept for a few seconds in each process."""

import json
import time
from collections.abc import Callable
from typing import Any, ClassVar

from django.db import connection, transaction
from django.db.models import JSONField, QuerySet
from django.utils.translation import get_language

from participation.outage import is_outage
from participation.web.addresses import localized
from participation.web.models import Installation, Page

SECONDS = 2  # part of the age that pages are promised to have at most (page_cache.py)
_kept: dict[str, tuple[float, Any]] = {}


def keep(name: str, make: Any) -> Any:
    """Return what ``make`` reads, or what it read within the last two seconds; ``make`` reads what is public anyway.

    What acts decide by is read by themselves.
    """
    now = time.monotonic()
    if name not in _kept or _kept[name][0] < now:
        try:
            _kept[name] = (now + SECONDS, make())
        except Exception as error:
            # While the database is away the name and hue of a minute ago are better than none.
            if name not in _kept or not is_outage(error) or connection.in_atomic_block:
                raise
    return _kept[name][1]


def forget() -> None:
    """Drop what is kept, after a change (this process) and between tests."""
    _kept.clear()


def changed() -> None:
    """Drop what is kept, for an act that wrote it: now, and once more when what it wrote is there for everybody."""
    forget()
    transaction.on_commit(forget)


class SmallTable:
    """A small table that nearly every page reads: its rows as pages know them, at most two seconds old.

    All of these tables are read in one statement. Kept one by one they would expire one by one, and the page that finds
    them expired would ask as many questions more than its neighbour. ``build`` takes nothing: the rows are the same for
    everybody.
    """

    all: ClassVar[list["SmallTable"]] = []

    def __init__(self, build: Callable[[], QuerySet]) -> None:
        self.build = build
        self._number = len(self.all)
        self.all.append(self)

    def __call__(self) -> tuple[Any, ...]:
        """Return the rows, in their order."""
        return keep("small tables", _read)[self._number]  # type: ignore[no-any-return]


def _read() -> list[tuple[Any, ...]]:
    """Read every table in one statement, each as one column of JSON; its rows become the objects that Django makes."""
    asked = [each.build() for each in SmallTable.all]
    compilers: list[Any] = [rows.query.get_compiler(using=rows.db) for rows in asked]
    columns, parameters = [], []
    for compiler in compilers:
        sql, own = compiler.as_sql()
        names = ", ".join(f"c{number}" for number in range(len(compiler.select)))
        # Of names and querysets that are written in the code; what varies goes as parameters.
        columns.append(f"(SELECT json_agg(json_build_array({names})) FROM ({sql}) AS found({names}))::text")  # noqa: S608
        parameters += own
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(columns), parameters)
        told = cursor.fetchone()
    return [
        _objects(rows, compiler, json.loads(text or "[]"))
        for rows, compiler, text in zip(asked, compilers, told, strict=True)
    ]


def _objects(rows: QuerySet, compiler: Any, values: list[list[Any]]) -> tuple[Any, ...]:
    """Return the objects of a queryset from its columns as JSON wrote them."""
    fields = [column[0].output_field for column in compiler.select]
    found = [tuple(map(_as_stored, fields, row)) for row in values]
    compiler.execute_sql = lambda *_args, **_more: [found]
    query: Any = rows.query
    query.get_compiler = lambda *_args, **_more: compiler
    return tuple(rows)


def _as_stored(field: Any, value: Any) -> Any:
    """Return a value as the database would have given it to this field."""
    if value is None:
        return None
    return json.dumps(value) if isinstance(field, JSONField) else field.to_python(value)


_installation = SmallTable(lambda: Installation.objects.select_related("logo").order_by("pk")[:1])
_footer = SmallTable(
    lambda: (
        Page.objects.filter(in_footer=True, subject__state="published")
        .order_by("position", "pk")
        .only("slug", "title", "translations")
    )
)


def installation() -> Installation:
    """Return the installation; one with defaults where nothing was set up yet."""
    return next(iter(_installation()), None) or Installation()


def footer_pages() -> list[dict[str, str]]:
    """Return title and address of the pages that the footer links to, in the reader's language."""
    code = (get_language() or "es").split("-")[0]
    return [
        {
            "title": page.translations.get(code, {}).get("title") or page.title,
            "url": localized(f"/paginas/{page.slug}/"),
        }
        for page in _footer()
    ]
