"""Files of people for tests: made-up CURPs with a true check digit."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta

import openpyxl

from participation.census.actions import About, import_census
from participation.models import Census, Person
from participation.verification.identity import curp_digit
from tests.personas import NOW

HEADER = ("CURP", "Fecha de nacimiento", "Colonia", "Correo", "Celular")
CURP = "HEGG560427MVZRRL04"  # RENAPO's own example
BORN = "27/04/1956"
MAIL, PHONE = "gloria@example.org", "2281234567"


def curp(number: int) -> str:
    """Return a true CURP, another one for each number below 4000."""
    letters = "BCDFGHJKLMNPQRSTVWXYZ"
    first, second = divmod(number, 21)
    head = f"GA{letters[first % 21]}{letters[second]}80{1 + first // 21 % 12:02d}15HVZ"
    whole = f"{head}BC{letters[first // 252 % 21]}0"
    return whole + curp_digit(whole)


def csv_bytes(rows: Sequence[Sequence[object]], header: Sequence[str] = HEADER, encoding: str = "utf-8") -> bytes:
    """Return a CSV file."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode(encoding)


def xlsx_bytes(rows: Sequence[Sequence[object]], header: Sequence[str] = HEADER) -> bytes:
    """Return a workbook."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [header, *rows]:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


GLORIA = (CURP, BORN, "", MAIL, PHONE)


def bring(
    rows: Sequence[Sequence[object]] = (GLORIA,),
    *,
    by: Person | None = None,
    name: str = "Lista",
    at: datetime = NOW - timedelta(days=1),
    header: Sequence[str] = HEADER,
) -> Census:
    """Import a list by its act."""
    about = About(name, "Oficina de prueba", "lista.csv", "0" * 64)
    return import_census(file=io.BytesIO(csv_bytes(rows, header)), about=about, by=by, at=at)
