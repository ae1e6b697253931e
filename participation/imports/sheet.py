"""Reading a file as people really send it: CSV of any separator and encoding, or the first sheet of a workbook."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from participation.imports.errors import Complaints, ImportRefused, RowError

MAX_BYTES = 100 * 1024 * 1024
MAX_ROWS = 200_000
MAX_CELL = 1_000_000
SEPARATORS = (";", ",", "\t")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it (the header is row 1) and its cells by column."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(slots=True)
class Sheet:
    """What was read: columns, rows, and notices about how it had to be read."""

    columns: tuple[str, ...]
    rows: list[Row]
    separator: str
    encoding: str
    notices: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and its encoding: UTF-8 (with or without BOM), UTF-16 with BOM, otherwise Windows' Latin-1."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), "utf-16"
        except UnicodeDecodeError:
            pass
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "latin-1"


def sniff(text: str) -> str:
    """Return the separator that splits the header into most columns; a comma where none does."""
    header = next(iter(csv.reader(io.StringIO(text[:100_000]), delimiter="\x1f")), [""])
    line = header[0] if header else ""
    return max(SEPARATORS, key=lambda separator: (_width(line, separator), separator == ","))


def _width(line: str, separator: str) -> int:
    return len(next(csv.reader([line], delimiter=separator), []))


def read_sheet(data: bytes, *, required: Sequence[str] = (), known: Iterable[str] | None = None) -> Sheet:
    """Read a CSV file or the first sheet of a workbook (XLSX) whole. Raises ImportRefused with what is wrong and where.

    ``required`` names columns that must be there; with ``known``, further columns are ignored with a notice.
    """
    if len(data) > MAX_BYTES:
        raise ImportRefused([RowError(0, "", _("The file is larger than %(size)s MB.") % {"size": MAX_BYTES >> 20})])
    from participation.imports.table import is_workbook

    table, separator, encoding = _workbook(data) if is_workbook(data[:8]) else _text_table(data)
    if not table:
        raise ImportRefused([RowError(0, "", _("The file is empty."))])
    columns = tuple(name.strip() for name in table[0][1])
    _check_header(columns, required)
    sheet = Sheet(columns, [], separator, encoding)
    if encoding == "latin-1":
        sheet.notices.append(_("The file is not in UTF-8; it was read as Latin-1. Check the accents in the preview."))
    _fill(sheet, table[1:])
    ignored = [name for name in columns if known is not None and name and name not in set(known)]
    if ignored:
        sheet.notices.append(_("Columns that are not used: %(columns)s.") % {"columns": ", ".join(ignored[:20])})
    return sheet


def _text_table(data: bytes) -> tuple[list[tuple[int, list[str]]], str, str]:
    text, encoding = decode(data)
    if "\x00" in text:
        raise ImportRefused([RowError(0, "", _("The file is not a text table (CSV) and not a workbook (XLSX)."))])
    separator = sniff(text)
    return _table(text, separator), separator, encoding


def _workbook(data: bytes) -> tuple[list[tuple[int, list[str]]], str, str]:
    """Return the rows of a workbook's first sheet, each as wide as its header: blanks at the end are not written."""
    from participation.imports.table import refuse, text_of
    from participation.imports.workbook import read_workbook

    rows: list[tuple[int, list[str]]] = []
    written = 0
    for number, given in read_workbook(io.BytesIO(data)).rows:
        cells = [text_of(cell) for cell in given]
        written += sum(map(len, cells))
        if written > MAX_BYTES:
            raise refuse(_("The file is larger than %(size)s MB.") % {"size": MAX_BYTES >> 20})
        if len(rows) > MAX_ROWS:
            raise refuse(_("There are more than %(n)s rows.") % {"n": MAX_ROWS}, number)
        width = len(rows[0][1]) if rows else 0
        rows.append((number, [*cells, *[""] * (width - len(cells))]))
    return rows, "", "utf-8"


def _table(text: str, separator: str) -> list[tuple[int, list[str]]]:
    previous = csv.field_size_limit(MAX_CELL)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        rows: list[tuple[int, list[str]]] = []
        for number, cells in enumerate(reader, 1):
            if any(cell.strip() for cell in cells):
                rows.append((number, cells))
            if len(rows) > MAX_ROWS:
                raise ImportRefused([RowError(number, "", _("There are more than %(n)s rows.") % {"n": MAX_ROWS})])
        return rows
    except csv.Error as error:
        row = len(rows) + 1
        raise ImportRefused([RowError(row, "", _("The row cannot be read: %(error)s.") % {"error": error})]) from error
    finally:
        csv.field_size_limit(previous)


def _check_header(columns: tuple[str, ...], required: Sequence[str]) -> None:
    wrong = Complaints()
    seen: set[str] = set()
    for name in columns:
        if name and name in seen:
            wrong.add(1, name, _("The column appears twice."))
        seen.add(name)
    for name in required:
        if name not in seen:
            wrong.add(1, name, _("The column is missing."))
    wrong.refuse()


def _fill(sheet: Sheet, table: list[tuple[int, list[str]]]) -> None:
    wrong = Complaints()
    for number, cells in table:
        if len(cells) != len(sheet.columns):
            wrong.add(
                number,
                "",
                _("The row has %(found)s cells and the header %(expected)s.")
                % {"found": len(cells), "expected": len(sheet.columns)},
            )
            continue
        sheet.rows.append(
            Row(number, {name: cell.strip() for name, cell in zip(sheet.columns, cells, strict=True) if name})
        )
    wrong.refuse()


def unguard(cell: str) -> str:
    """Return a cell without the one apostrophe that guards spreadsheets against formulas."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@" else cell


def as_dict(row: Row, names: Iterable[str]) -> dict[str, Any]:
    """Return the cells of some columns."""
    return {name: row[name] for name in names}
