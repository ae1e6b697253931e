"""The file of an export: a ZIP with each table as CSV (for a spreadsheet) and as JSON (for programs).

Rows are written as they come, so that memory does not grow with their number.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

NAME = re.compile(r"\A[a-z0-9][a-z0-9_-]{0,59}\Z")
# What a spreadsheet would take for a formula is written as text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
BLOCK = 64 * 1024
LOOKED_AT, WIDEST = 50, 60  # rows by which the columns of a workbook get their width; characters
EXCEL_BEGINS, LONGEST_CELL = 1900, 32_767


def safe_cell(value: Any) -> Any:
    """Return a value for a cell of a CSV file; no program runs it as a formula."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return "" if value is None else value


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> WriteOnlyCell:
    """Return a cell of a workbook: moments in local time, as Excel knows no other, and text that stays text."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, (dict, list)):
        value = json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, date) and value.year < EXCEL_BEGINS:
        value = value.isoformat()
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL]  # what no workbook can hold
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type, cell.quotePrefix = "s", value.startswith(FORMULA)
    elif isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    if bold:
        cell.font = Font(bold=True)
    return cell


class Archive:
    """A ZIP being written; counts its rows."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self._names: set[str] = set()
        self.rows = 0

    def add_table(self, name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> int:
        """Write ``name.csv`` and ``name.json``; return how many rows. Raises ValueError for a bad or repeated name."""
        self._take(name)
        count = 0
        with TemporaryFile() as beside:
            twin = io.TextIOWrapper(beside, encoding="utf-8", newline="\n")
            twin.write("[")
            with self._zip.open(f"{name}.csv", "w", force_zip64=True) as raw:
                text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
                writer = csv.writer(text, lineterminator="\r\n")
                writer.writerow(columns)
                for row in rows:
                    writer.writerow([safe_cell(row.get(column)) for column in columns])
                    line = json.dumps(
                        {column: row.get(column) for column in columns}, ensure_ascii=False, default=_plain
                    )
                    twin.write(("," if count else "") + "\n" + line)
                    count += 1
                text.flush()
                text.detach()
            twin.write("\n]\n")
            twin.flush()
            beside.seek(0)
            with self._zip.open(f"{name}.json", "w", force_zip64=True) as out:
                while block := beside.read(BLOCK):
                    out.write(block)
            twin.detach()
        self.rows += count
        return count

    def add_workbook(self, name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
        """Write ``name.xlsx``, the same table for whoever opens it in a spreadsheet.

        Dates are dates, texts are texts (none is a formula), the head stays in view, columns are as wide as they need.
        """
        self._take(f"{name}-xlsx")
        book = Workbook(write_only=True)
        sheet = book.create_sheet(name[:31])
        rest = iter(rows)
        first = list(islice(rest, LOOKED_AT))
        sheet.freeze_panes = "A2"
        for place, column in enumerate(columns, start=1):
            longest = max((len(str(row.get(column) or "")) for row in first), default=0)
            sheet.column_dimensions[get_column_letter(place)].width = min(max(longest, len(column)) + 2, WIDEST)
        sheet.append([_cell(sheet, column, bold=True) for column in columns])
        for row in chain(first, rest):
            sheet.append([_cell(sheet, row.get(column)) for column in columns])
        with self._zip.open(f"{name}.xlsx", "w", force_zip64=True) as out:
            book.save(out)  # writes: a file, no row

    def add_text(self, name: str, text: str) -> None:
        """Write ``name.txt``."""
        self._take(name)
        self._zip.writestr(f"{name}.txt", text)

    def close(self) -> None:
        """Finish the file."""
        self._zip.close()

    def _take(self, name: str) -> None:
        if not NAME.match(name) or name in self._names:
            raise ValueError(f"{name!r} is no name for a new part of an export")
        self._names.add(name)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, (datetime, date)) else str(value)
