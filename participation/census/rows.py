"""What a row of a file says of a person, checked cell by cell. Complaints never repeat what a cell holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import mul

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from participation.imports.errors import Complaints, ImportRefused, RowError
from participation.imports.sheet import unguard
from participation.imports.table import LONGEST, MAX_ROWS, Cell, Table, refuse, text_of
from participation.people.contacts import clean_email, clean_phone
from participation.search.text import fold
from participation.verification.identity import ALPHABET, CURP, clean_number, curp_birth_date, document_kind

OLDEST = 130
# Names of columns, folded (without accents and case); the first is the one that we name in complaints.
ALIASES = {
    "document": ("document", "documento", "numero de documento", "numero_documento", "num_documento", "identificacion"),
    "curp": ("curp", "clave curp", "clave_curp"),
    "ine": ("ine", "clave de elector", "clave_elector", "clave elector"),
    "kind": ("document_kind", "tipo de documento", "tipo_documento", "kind", "tipo"),
    "birth_date": (
        "birth_date",
        "fecha de nacimiento",
        "fecha_nacimiento",
        "fecha nacimiento",
        "nacimiento",
        "fec_nac",
    ),
    "territory": ("territory", "territorio", "colonia", "localidad", "seccion", "cvegeo", "clave geoestadistica"),
    "email": ("email", "e-mail", "correo", "correo electronico", "correo_electronico", "mail"),
    "phone": ("phone", "telefono", "celular", "movil", "mobile", "telefono celular", "tel"),
}
KINDS = {
    "curp": ("curp",),
    "ine": ("ine", "clave de elector", "credencial para votar"),
    "passport": ("passport", "pasaporte"),
    "residence": ("residence", "residencia", "tarjeta de residente", "forma migratoria"),
    "consular": ("consular", "matricula consular"),
    "document": ("document", "documento", "otro", "other"),
}
KIND_OF = {name: kind for kind, names in KINDS.items() for name in names}
DAY_FIRST = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
YEAR_FIRST = re.compile(r"^(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:[T ]00:00(?::00)?(?:\.0+)?Z?)?$")
_mexico = phonenumbers.PhoneMetadata.metadata_for_region("MX")
MEXICAN = re.compile(  # the same numbers that ``clean_phone`` takes, without its fifty microseconds each
    "|".join(
        f"(?:{kind.national_number_pattern})"
        for kind in (_mexico.mobile, _mexico.fixed_line)
        if kind and kind.national_number_pattern
    )
)
VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
TEN = re.compile(r"^\d{10}$")


@dataclass(slots=True)
class Person:
    """One checked row."""

    row: int
    kind: str
    number: str
    birth_date: date
    territory: int | None
    email: str
    phone: str


def header_of(cells: list[Cell], row: int) -> tuple[dict[str, int], list[str]]:
    """Return where each known column is, and the names of the others. Raises ImportRefused."""
    found: dict[str, int] = {}
    unknown: list[str] = []
    wrong = Complaints()
    for place, cell in enumerate(cells):
        name = " ".join(fold(str(cell)).split())
        field = next((key for key, names in ALIASES.items() if name in names), None)
        if field is None:
            if name:
                unknown.append(str(cell).strip()[:60])
        elif field in found:
            wrong.add(row, str(cell).strip()[:60], _("The column appears twice."))
        else:
            found[field] = place
    documents = [name for name in ("document", "curp", "ine") if name in found]
    if not documents:
        wrong.add(row, "curp", _("The column is missing: a list needs a column with the CURP or another document."))
    if len(documents) > 1:
        wrong.add(row, documents[1], _("There are two columns of documents: leave one."))
    if documents and documents != ["curp"] and "birth_date" not in found:
        wrong.add(row, "birth_date", _("The column is missing: only a CURP carries the date of birth."))
    wrong.refuse()
    return found, unknown


class RowReader:
    """Turns the rows of a table into people; ``wrong`` collects what cannot be."""

    def __init__(
        self, table: Table, places: dict[str, int | None], default: int | None, today: date, wrong: Complaints
    ) -> None:
        self.table, self.places_by_name, self.default, self.today, self.wrong = table, places, default, today, wrong
        self.columns: dict[str, int] = {}
        self.names: dict[str, str] = {}
        self.unknown: list[str] = []
        self.width = 0
        self.seen = 0

    def __iter__(self) -> Iterator[Person]:
        """Yield the rows that are right. Raises ImportRefused for what spoils the whole file."""
        for number, cells in self.table.rows:
            if not self.columns:
                self._take_header(cells, number)
                continue
            self.seen += 1
            if self.seen > MAX_ROWS:
                raise refuse(_("There are more than %(n)s rows.") % {"n": MAX_ROWS}, number)
            person = self._person(number, cells)
            if person is not None:
                yield person
        if not self.columns:
            raise refuse(_("The file is empty."))
        if not self.seen:
            raise refuse(_("The file has a header and no rows."))

    def _take_header(self, cells: list[Cell], number: int) -> None:
        self.columns, self.unknown = header_of(cells, number)
        self.names = {field: str(cells[place]).strip()[:60] for field, place in self.columns.items()}
        self.width = len(cells)
        self.document = next(name for name in ("document", "curp", "ine") if name in self.columns)

    def _text(self, cells: list[Cell], field: str) -> str:
        place = self.columns.get(field)
        if place is None or place >= len(cells):
            return ""
        return unguard(text_of(cells[place]))

    def _complain(self, row: int, field: str, message: object) -> None:
        self.wrong.add(row, self.names.get(field, ""), message)

    def _person(self, row: int, cells: list[Cell]) -> Person | None:
        before = len(self.wrong.rows) + self.wrong.more
        if len(cells) > self.width and any(cell != "" for cell in cells[self.width :]):
            self.wrong.add(
                row,
                "",
                _("The row has %(found)s cells and the header %(expected)s.")
                % {"found": len(cells), "expected": self.width},
            )
            return None
        if any(isinstance(cell, str) and len(cell) > LONGEST for cell in cells):
            self.wrong.add(row, "", _("A cell is too long. Look for a quotation mark that is not closed."))
            return None
        kind, number = self._document(row, cells)
        born = self._birth_date(row, cells, kind, number) if number else None
        territory = self._territory(row, cells)
        email, phone = self._contact(row, cells, "email"), self._contact(row, cells, "phone")
        if len(self.wrong.rows) + self.wrong.more > before or born is None:
            return None
        return Person(row, kind, number, born, territory, email, phone)

    def _document(self, row: int, cells: list[Cell]) -> tuple[str, str]:
        text = self._text(cells, self.document)
        if not text:
            self._complain(row, self.document, _("This is missing."))
            return "", ""
        if self.document in {"curp", "document"} and "kind" not in self.columns and is_clean_curp(text):
            return "curp", text
        kind = self.document if self.document != "document" else ""
        said = fold(self._text(cells, "kind"))
        if not kind and said:
            kind = KIND_OF.get(" ".join(said.split()), "")
            if not kind:
                known = {"kinds": ", ".join(KINDS)}
                self._complain(row, "kind", _("This kind of document is not known. Write one of: %(kinds)s.") % known)
                return "", ""
        try:
            number = clean_number(kind or "document", text)
        except ValidationError as error:
            self._complain(row, self.document, error.messages[0])
            return "", ""
        return kind or str(document_kind(number)), number

    def _birth_date(self, row: int, cells: list[Cell], kind: str, number: str) -> date | None:
        carried = curp_birth_date(number) if kind in {"curp", "document"} else None
        place = self.columns.get("birth_date")
        cell = cells[place] if place is not None and place < len(cells) else ""
        if cell == "" or (isinstance(cell, str) and not cell.strip()):
            if carried is None:
                self._complain(row, "birth_date", _("This is missing."))
            return carried
        born = read_date(cell, from_1904=self.table.from_1904)
        if born is None:
            self._complain(row, "birth_date", _("Write the date as 31/12/1990 or 1990-12-31."))
        elif not self.today.year - OLDEST <= born.year or born > self.today:
            self._complain(row, "birth_date", _("This date of birth cannot be."))
        elif carried is not None and carried != born:
            self._complain(row, "birth_date", _("The date of birth is not the one that the CURP carries."))
        else:
            return born
        return None

    def _territory(self, row: int, cells: list[Cell]) -> int | None:
        text = self._text(cells, "territory")
        if not text:
            return self.default
        name = fold(text)
        if name not in self.places_by_name:
            self._complain(row, "territory", _("This territory is not known here. Write its code or its name."))
            return None
        found = self.places_by_name[name]
        if found is None:
            self._complain(row, "territory", _("This name is of more than one territory: write its code."))
        return found

    def _contact(self, row: int, cells: list[Cell], field: str) -> str:
        text = self._text(cells, field)
        if not text:
            return ""
        try:
            return clean_email(text) if field == "email" else quick_phone(text)
        except ValidationError as error:
            self._complain(row, field, error.messages[0])
            return ""


def is_clean_curp(text: str) -> bool:
    """Tell whether a text is a right CURP as it stands; ``clean_number`` decides about every other text."""
    if not CURP.match(text):
        return False
    total = sum(map(mul, map(VALUES.__getitem__, text[:17]), range(18, 1, -1)))
    return text[17] == str(-total % 10) and curp_birth_date(text) is not None


def quick_phone(text: str) -> str:
    """Return a number in E.164, as ``clean_phone`` does. Raises ValidationError."""
    if TEN.match(text) and MEXICAN.fullmatch(text):
        return f"+52{text}"
    return clean_phone(text)


def read_date(cell: Cell, *, from_1904: bool = False) -> date | None:
    """Return the date of a cell: year first, day first, or the number of days that a spreadsheet keeps; else None."""
    try:
        if isinstance(cell, float):
            start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)
            return (start + timedelta(days=int(cell))).date() if 60 < cell < 80_000 else None
        found = YEAR_FIRST.match(cell.strip())
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
        found = DAY_FIRST.match(cell.strip())
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except (ValueError, OverflowError):
        return None


def refused_rows(error: ImportRefused) -> tuple[list[list[object]], int]:
    """Return the complaints of a refusal as they are kept: row, column, words."""
    return [[item.row, item.column, item.message] for item in error.rows], error.more


def as_errors(rows: list[list[object]]) -> list[RowError]:
    """Return kept complaints as they are shown."""
    return [RowError(int(str(row)), str(column), str(message)) for row, column, message in rows]
