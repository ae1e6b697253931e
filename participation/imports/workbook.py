"""Reading the first sheet of a workbook (XLSX) as a stream, in memory that does not grow with it.

A workbook is a ZIP of XML files from a stranger. So nothing of it is trusted: parts are bounded before and while they
are unpacked, document types (with which a few bytes become gigabytes) are refused, formulas are refused rather than
read, and the texts that cells share lie in one buffer instead of a million objects.
"""

import re
import zipfile
import zlib
from array import array
from collections.abc import Callable, Iterator
from typing import IO, Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from participation.imports.table import LONGEST, MAX_CELLS, Cell, Table, refuse

PART = 1 << 18
MAX_PARTS = 2_000
MAX_UNPACKED = 1 << 30
MAX_RATIO = 150  # a sheet of rows that are alike shrinks to a twentieth; a bomb to a thousandth
SMALL = 1 << 22
MAX_TEXTS = 300 << 20
SHEET = "xl/worksheets/sheet1.xml"
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    KeyError,
    OSError,
)


def read_workbook(file: IO[bytes]) -> Table:
    """Return the first sheet as a table. Raises ImportRefused, also while its rows are read."""
    try:
        book = zipfile.ZipFile(file)
        _check_size(book)
        sheet, from_1904 = _first_sheet(book)
        texts = _shared_texts(book)
    except BROKEN as error:
        raise _broken() from error
    table = Table(iter(()), [], from_1904)
    table.rows = _rows(table, book, sheet, texts)
    return table


def _broken() -> Exception:
    return refuse(_("The workbook cannot be read. Open it, save it again as XLSX or CSV, and upload that."))


def _check_size(book: zipfile.ZipFile) -> None:
    parts = book.infolist()
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or unpacked > SMALL + MAX_RATIO * packed:
        raise refuse(_("The workbook is too large once unpacked. Save only the sheet with the people, as CSV."))


class _Part:
    """One part of the workbook, parsed piece by piece."""

    def __init__(self, book: zipfile.ZipFile, name: str) -> None:
        self.stream = book.open(name)
        self.size = max(1, book.getinfo(name).file_size)
        self.read = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.buffer_size = 1 << 16
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype

    @staticmethod
    def _refuse_doctype(*_arguments: Any) -> None:
        raise _broken()

    def feed(self) -> bool:
        """Parse the next piece; return whether there was one."""
        piece = self.stream.read(PART)
        self.read += len(piece)
        if self.read > self.size:  # it says less of itself than it holds
            raise _broken()
        self.parser.Parse(piece, not piece)
        return bool(piece)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _attributes(book: zipfile.ZipFile, name: str, wanted: str) -> list[dict[str, str]]:
    """Return the attributes of every element of a name in a small part."""
    found: list[dict[str, str]] = []
    if book.getinfo(name).file_size > SMALL:
        raise _broken()
    part = _Part(book, name)

    def start(element: str, attributes: dict[str, str]) -> None:
        if _local(element) == wanted:
            found.append({_local(key): value for key, value in attributes.items()})

    part.parser.StartElementHandler = start
    while part.feed():
        pass
    return found


def _first_sheet(book: zipfile.ZipFile) -> tuple[str, bool]:
    """Return the part of the first sheet and whether its dates count from 1904."""
    names = set(book.namelist())
    if "xl/workbook.xml" not in names:
        raise refuse(_("The file is not a text table (CSV) and not a workbook (XLSX)."))
    sheets = _attributes(book, "xl/workbook.xml", "sheet")
    settings = _attributes(book, "xl/workbook.xml", "workbookPr")
    from_1904 = bool(settings) and settings[0].get("date1904") in {"1", "true"}
    targets = {}
    if "xl/_rels/workbook.xml.rels" in names:
        links = _attributes(book, "xl/_rels/workbook.xml.rels", "Relationship")
        targets = {link.get("Id", ""): link.get("Target", "") for link in links}
    target = targets.get(sheets[0].get("id", ""), "") if sheets else ""
    part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    found = part if part in names else SHEET
    if found not in names:
        raise refuse(_("The workbook has no sheet."))
    return found, from_1904


class _Texts:
    """Texts that cells share: one buffer and where each begins."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.starts = array("Q", [0])

    def add(self, text: str) -> None:
        """Keep the next text."""
        self.buffer += text[: LONGEST + 1].encode("utf-8", "replace")
        self.starts.append(len(self.buffer))
        if len(self.buffer) > MAX_TEXTS:
            raise refuse(_("The workbook is too large once unpacked. Save only the sheet with the people, as CSV."))

    def __getitem__(self, place: int) -> str:
        if not 0 <= place < len(self.starts) - 1:
            raise _broken()
        return self.buffer[self.starts[place] : self.starts[place + 1]].decode("utf-8", "replace")


def _shared_texts(book: zipfile.ZipFile) -> _Texts:
    texts = _Texts()
    name = "xl/sharedStrings.xml"
    if name not in book.namelist():
        return texts
    part = _Part(book, name)
    pieces: list[str] = []
    state = {"text": False, "sound": False}

    def start(element: str, _attributes: dict[str, str]) -> None:
        tag = _local(element)
        if tag == "si":
            pieces.clear()
        elif tag == "rPh":  # how a text is pronounced: not part of it
            state["sound"] = True
        state["text"] = tag == "t" and not state["sound"]

    def end(element: str) -> None:
        tag = _local(element)
        state["text"] = False
        if tag == "si":
            texts.add("".join(pieces))
        elif tag == "rPh":
            state["sound"] = False

    def data(text: str) -> None:
        if state["text"] and len(pieces) < LONGEST:
            pieces.append(text)

    part.parser.StartElementHandler, part.parser.EndElementHandler = start, end
    part.parser.CharacterDataHandler = data
    while part.feed():
        pass
    return texts


COLUMN = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")


def _place(reference: str, after: int) -> int:
    """Return the column (from 0) of ``C7``; the next one where a cell does not say."""
    found = COLUMN.match(reference)
    if not found:
        return after
    place = 0
    for letter in found[1]:
        place = place * 26 + ord(letter) - 64
    return place - 1


class _Sheet:
    """Collects the rows of a sheet while it is parsed."""

    def __init__(self, texts: _Texts) -> None:
        self.texts = texts
        self.ready: list[tuple[int, list[Cell]]] = []
        self.number, self.cells = 0, [""]
        self.place, self.kind, self.pieces, self.reading = -1, "", [""], False

    def start(self, element: str, attributes: dict[str, str]) -> None:
        """Begin a row, a cell or a value."""
        tag = _local(element)
        if tag == "c":
            self.place = _place(attributes.get("r", ""), self.place + 1)
            self.kind, self.pieces = attributes.get("t", "n"), []
        elif tag in {"v", "t"}:
            self.reading = True
        elif tag == "row":
            given = attributes.get("r", "")
            self.number = int(given) if given.isascii() and given.isdigit() and len(given) < 8 else self.number + 1
            self.cells, self.place = [], -1
        elif tag == "f":
            raise refuse(
                _("Cell %(cell)s has a formula. Copy the column and paste its values, then upload the file again.")
                % {"cell": f"{_letters(self.place)}{self.number}"},
                self.number,
            )

    def end(self, element: str) -> None:
        """End a row, a cell or a value."""
        tag = _local(element)
        if tag in {"v", "t"}:
            self.reading = False
        elif tag == "c":
            self._put(self._value("".join(self.pieces)))
        elif tag == "row":
            if any(cell != "" for cell in self.cells):
                self.ready.append((self.number, self.cells))  # type: ignore[arg-type]
            self.cells = []

    def data(self, text: str) -> None:
        """Take a piece of a value."""
        if self.reading and len(self.pieces) < LONGEST:
            self.pieces.append(text[: LONGEST + 1])

    def _value(self, text: str) -> Cell:
        if self.kind == "s":
            return self.texts[int(text)] if text.isascii() and text.isdigit() else ""
        if self.kind == "n" and text:
            try:
                return float(text)
            except ValueError:
                return text
        return "" if self.kind == "e" else text

    def _put(self, value: Cell) -> None:
        if value == "" or not 0 <= self.place < MAX_CELLS:
            return
        self.cells.extend([""] * (self.place + 1 - len(self.cells)))
        self.cells[self.place] = value  # type: ignore[call-overload]


def _letters(place: int) -> str:
    letters, left = "", place + 1
    while left > 0:
        left, rest = divmod(left - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _rows(table: Table, book: zipfile.ZipFile, name: str, texts: _Texts) -> Iterator[tuple[int, list[Cell]]]:
    sheet = _Sheet(texts)
    try:
        part = _Part(book, name)
        part.parser.StartElementHandler, part.parser.EndElementHandler = sheet.start, sheet.end
        part.parser.CharacterDataHandler = sheet.data
        feed: Callable[[], bool] = part.feed
        while True:
            more = feed()
            table.percent = min(99, part.read * 100 // part.size)
            yield from sheet.ready
            sheet.ready.clear()
            if not more:
                return
    except BROKEN as error:
        raise _broken() from error
