"""Reading a whole file before anything is written: what is wrong row by row, and what it would bring."""

import hashlib
import os
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

import numpy
from django.utils.translation import gettext as _

from participation.census.rows import Person, RowReader
from participation.imports.errors import Complaints
from participation.imports.table import Table, read_table
from participation.search.text import fold

FIRST_ROWS = 8
EVERY = 5_000
Progress = Callable[[int, int], None]  # rows, percent


@dataclass(slots=True)
class Found:
    """What a file that is right would bring: figures, and of the first rows which cells they fill."""

    rows: int = 0
    reachable: int = 0
    by_email: int = 0
    by_phone: int = 0
    placed: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    columns: list[list[str]] = field(default_factory=list)
    first: list[list[Any]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def count(self, person: Person) -> None:
        """Count one row."""
        self.rows += 1
        self.by_email += bool(person.email)
        self.by_phone += bool(person.phone)
        self.reachable += bool(person.email or person.phone)
        self.placed += person.territory is not None
        self.kinds[person.kind] += 1
        if len(self.first) < FIRST_ROWS:
            self.first.append([person.row, person.kind, person.territory, bool(person.email), bool(person.phone)])

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept for the preview; nothing of a person is in it."""
        return {name: getattr(self, name) for name in self.__slots__}


def known_places() -> dict[str, int | None]:
    """Return the territories by code and by name (folded); None under a name that several have."""
    from participation.models import Territory

    places: dict[str, int | None] = {}
    rows = list(Territory.objects.filter(is_active=True).values_list("pk", "name", "cvegeo"))
    for pk, name, _code in rows:
        key = fold(name)
        places[key] = None if key in places else pk
    places.update({code: pk for pk, _name, code in rows if code})
    return places


def reader_of(file: IO[bytes], default: int | None, today: date, wrong: Complaints) -> tuple[RowReader, Table]:
    """Return the reader of a file's rows. Raises ImportRefused."""
    table = read_table(file)
    return RowReader(table, known_places(), default, today, wrong), table


def paced(people: Iterable[Person], table: Table, progress: Progress | None) -> Iterator[Person]:
    """Yield people, and tell how far the reading is now and then."""
    for done, person in enumerate(people, 1):
        yield person
        if progress is not None and done % EVERY == 0:
            progress(done, table.percent)


def scan(file: IO[bytes], *, default: int | None, today: date, progress: Progress | None = None) -> Found:
    """Read a file whole. Raises ImportRefused with every mistake: row, column, and what to do."""
    wrong = Complaints()
    reader, table = reader_of(file, default, today, wrong)
    found, marks, rows, secret = Found(), array("Q"), array("L"), os.urandom(16)
    for person in paced(reader, table, progress):
        found.count(person)
        marks.append(_mark(person.number, secret))
        rows.append(person.row)
    _complain_of_twins(marks, rows, reader, wrong)
    wrong.refuse()
    found.columns = [[reader.names[name], name] for name in reader.columns]
    found.notices = list(table.notices)
    if reader.unknown:
        found.notices.append(_("Columns that are not used: %(columns)s.") % {"columns": ", ".join(reader.unknown[:20])})
    return found


def _mark(number: str, secret: bytes) -> int:
    """Return eight bytes for a document: enough to find it again within one file, and gone with this process."""
    return int.from_bytes(hashlib.blake2b(number.encode(), digest_size=8, key=secret).digest(), "big")


def _complain_of_twins(marks: "array[int]", rows: "array[int]", reader: RowReader, wrong: Complaints) -> None:
    values = numpy.frombuffer(marks, dtype=numpy.uint64)
    order = numpy.argsort(values, kind="stable")
    ordered = values[order]
    first = 0
    for place in numpy.flatnonzero(ordered[1:] == ordered[:-1]) + 1:
        if ordered[first] != ordered[place]:
            first = int(place) - 1
        said = {"row": rows[int(order[first])]}
        wrong.add(
            rows[int(order[place])],
            reader.names.get(reader.document, ""),
            _("Row %(row)s has this document too.") % said,
        )
