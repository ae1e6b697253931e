"""Reading a table row by row in constant memory, whether it is CSV or a workbook (XLSX)."""

import codecs
import csv
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from participation.imports.errors import ImportRefused, RowError
from participation.imports.sheet import sniff

MAX_BYTES = 300 * 1024 * 1024
MAX_ROWS = 2_000_000
MAX_CELLS = 200
LONGEST = 2_000
PART = 1 << 20
Cell = str | float


@dataclass(slots=True)
class Table:
    """A table that is being read: rows with their number as a spreadsheet shows it, and how far the reading is."""

    rows: Iterator[tuple[int, list[Cell]]]
    notices: list[str]
    # Whether dates that are numbers count from 1904, as in workbooks of old Apple computers.
    from_1904: bool = False
    percent: int = 0


def text_of(cell: Cell) -> str:
    """Return a cell as text: a number of a workbook as it is written, without a decimal point where it is whole."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else str(cell)
    return cell.strip()


def refuse(message: str, row: int = 0, column: str = "") -> ImportRefused:
    """Return a refusal of the whole file."""
    return ImportRefused([RowError(row, column, message)])


def read_table(file: IO[bytes]) -> Table:
    """Return the table of a file. Raises ImportRefused, also while its rows are read."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size > MAX_BYTES:
        raise refuse(_("The file is larger than %(size)s MB.") % {"size": MAX_BYTES >> 20})
    start = file.read(8)
    file.seek(0)
    if not start:
        raise refuse(_("The file is empty."))
    if is_workbook(start):
        from participation.imports.workbook import read_workbook

        return read_workbook(file)
    return _read_csv(file, size)


def is_workbook(start: bytes) -> bool:
    """Tell by its first bytes whether a file is a workbook. Raises ImportRefused for one of the old format."""
    if start[:4] == b"\xd0\xcf\x11\xe0":
        raise refuse(_("This is a workbook of an old format, or one with a password. Save it as XLSX or CSV."))
    return start[:4] == b"PK\x03\x04"


def encoding_of(file: IO[bytes]) -> str:
    """Return the encoding of a text file: UTF-16 by its mark, UTF-8 where all of it is, otherwise Windows' Latin-1."""
    file.seek(0)
    if file.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return "utf-16"
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while part := file.read(PART):
            decoder.decode(part)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _read_csv(file: IO[bytes], size: int) -> Table:
    encoding = encoding_of(file)
    file.seek(0)
    head = file.read(60_000).decode(encoding, errors="replace")
    if "\x00" in head:
        raise refuse(_("The file is not a text table (CSV) and not a workbook (XLSX)."))
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    notices = []
    if encoding == "cp1252":
        notices.append(_("The file is not in UTF-8; it was read as Latin-1. Check the accents in the preview."))
    table = Table(iter(()), notices)
    table.rows = _csv_rows(table, text, sniff(head), file, size)
    return table


def _csv_rows(
    table: Table, text: io.TextIOWrapper, separator: str, file: IO[bytes], size: int
) -> Iterator[tuple[int, list[Cell]]]:
    number = 0
    try:
        for number, cells in enumerate(csv.reader(text, delimiter=separator, strict=True), 1):
            if number % 1000 == 0:
                table.percent = min(99, file.tell() * 100 // max(1, size))
            if any(cells):
                yield number, cells  # type: ignore[misc]
    except csv.Error as error:
        raise refuse(_("The row cannot be read: %(error)s.") % {"error": error}, number + 1) from error
    finally:
        text.detach()
