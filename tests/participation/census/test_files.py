"""Files of people as they really come, and as somebody who means harm would make them."""

import io
import zipfile
from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from participation.census.actions import About, import_census
from participation.census.lookup import look_up
from participation.census.rows import quick_phone, read_date
from participation.census.scan import Found, scan
from participation.imports.errors import ImportRefused
from participation.models import Census, CensusEntry, Event
from participation.people.contacts import clean_phone
from tests.factories import make_territory
from tests.participation.census.people import (
    BORN,
    CURP,
    GLORIA,
    HEADER,
    MAIL,
    bring,
    csv_bytes,
    curp,
    xlsx_bytes,
)
from tests.personas import NOW

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _english() -> None:
    translation.activate("en")


def read(data: bytes) -> Found:
    return scan(io.BytesIO(data), default=None, today=TODAY)


def complaints(data: bytes) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        read(data)
    return [str(row) for row in refused.value.rows]


# --- What is read -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("make", [csv_bytes, xlsx_bytes])
def test_rows_are_counted(make):
    found = read(make([GLORIA, (curp(1), "", "", "", "228 812 3456"), (curp(2), "15/01/1980", "", "", "")]))

    assert (found.rows, found.by_email, found.by_phone, found.reachable, found.placed) == (3, 1, 2, 2, 0)
    assert found.kinds == {"curp": 3}
    assert [word for _column, word in found.columns] == ["curp", "birth_date", "territory", "email", "phone"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str):
    make_territory("Año Nuevo")
    data = csv_bytes([(CURP, BORN, "Año Nuevo", "", "")], encoding=encoding)

    found = read(data)

    assert (found.rows, found.placed) == (1, 1)
    assert bool(found.notices) is (encoding == "cp1252")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators(separator: str):
    text = (
        separator.join(["clave de elector", "fecha_nacimiento"])
        + "\r\n"
        + separator.join(["HRGLGL56042730M100", "1956-04-27"])
    )
    assert read(text.encode()).kinds == {"ine": 1}


def test_dates_and_numbers_of_a_workbook():
    rows = [
        ("passport", "G12345678", datetime(1956, 4, 27), 2288123456),
        ("passport", "G12345679", 20572, "2288123457"),
        ("pasaporte", "G12345680", "27/04/1956", 2288123458.0),
    ]
    data = xlsx_bytes(rows, ("Tipo de documento", "Documento", "Fecha de nacimiento", "Celular"))
    found = read(data)
    assert (found.rows, found.by_phone, found.kinds) == (3, 3, {"passport": 3})


@pytest.mark.parametrize(
    ("cell", "born"),
    [
        (20572.0, date(1956, 4, 27)),
        ("1956-04-27", date(1956, 4, 27)),
        ("27/4/1956", date(1956, 4, 27)),
        ("27-04-1956", date(1956, 4, 27)),
        ("1956-04-27 00:00:00", date(1956, 4, 27)),
        ("04/27/1956", None),
        ("31/02/1956", None),
        ("", None),
        (1e300, None),
        (float("nan"), None),
        ("9999999999-01-01", None),
    ],
)
def test_dates(cell: str | float, born: date | None):
    assert read_date(cell) == born


@pytest.mark.parametrize("number", ["2288123456", "5512345678", "3312345678", "0000000000", "1112345678", "9999999999"])
def test_the_quick_way_takes_the_same_numbers_as_the_slow_one(number: str):
    try:
        slow = clean_phone(number)
    except ValidationError:
        slow = ""
    try:
        quick = quick_phone(number)
    except ValidationError:
        quick = ""
    assert quick == slow


def test_two_territories_of_a_name_need_a_code():
    make_territory("Centro", cvegeo="300870001")
    make_territory("Centro", parent=make_territory("Coatepec"))

    assert complaints(csv_bytes([(CURP, BORN, "centro", "", "")])) == [
        "row 2, column “Colonia”: This name is of more than one territory: write its code."
    ]
    assert read(csv_bytes([(CURP, BORN, "300870001", "", "")])).placed == 1


# --- What is refused, with its place ----------------------------------------------------------------------------------
def test_every_mistake_is_named_with_row_and_column_and_without_what_the_cell_holds():
    wrong_digit = CURP[:-1] + "5"
    rows = [
        (wrong_digit, "", "", "", ""),
        (CURP, "28/04/1956", "", "", ""),
        (curp(1), "mañana", "", "", ""),
        (curp(2), "15/01/2999", "", "", ""),
        (curp(3), "", "Atlántida", "", ""),
        (curp(4), "", "", "nadie@@example", ""),
        (curp(5), "", "", "", "12"),
        ("", "", "", "", "2288123456"),
        (curp(6), "", "", "", "", "de más"),
    ]
    found = complaints(csv_bytes(rows))

    assert found == [
        "row 2, column “CURP”: This CURP has a mistake: read it again, letter by letter.",
        "row 3, column “Fecha de nacimiento”: The date of birth is not the one that the CURP carries.",
        "row 4, column “Fecha de nacimiento”: Write the date as 31/12/1990 or 1990-12-31.",
        "row 5, column “Fecha de nacimiento”: This date of birth cannot be.",
        "row 6, column “Colonia”: This territory is not known here. Write its code or its name.",
        "row 7, column “Correo”: Write a complete e-mail address, for example ana@example.org.",
        "row 8, column “Celular”: Write the ten digits of your mobile number. From another country, begin with + and the"
        " country's code.",
        "row 9, column “CURP”: This is missing.",
        "row 10: The row has 6 cells and the header 5.",
    ]
    assert not any(value in text for text in found for value in (wrong_digit, "Atlántida", "nadie", "mañana"))


def test_doubled_rows_are_named_even_when_their_dates_differ():
    header = ("Documento", "Tipo", "Fecha de nacimiento")
    rows = [("G12345678", "passport", "1956-04-27"), ("G12345679", "passport", "1956-04-27")]
    rows += [("g-12345678", "passport", "1957-04-27"), ("G12345678", "passport", "1956-04-27")]

    assert sorted(complaints(csv_bytes(rows, header))) == [
        "row 4, column “Documento”: Row 2 has this document too.",
        "row 5, column “Documento”: Row 2 has this document too.",
    ]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (("Nombre", "Correo"), "a list needs a column with the CURP"),
        (("Documento", "Correo"), "only a CURP carries the date of birth"),
        (("CURP", "INE", "Fecha de nacimiento"), "There are two columns of documents"),
        (("CURP", "curp"), "The column appears twice."),
    ],
)
def test_headers_that_cannot_be_read(header: tuple[str, ...], words: str):
    assert words in " ".join(complaints(csv_bytes([("x",) * len(header)], header)))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"CURP\n",
        b"\x00\x01\x02",
        b"%PDF-1.7 \x00\x00",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"PK\x03\x04 not a zip",
        b'CURP,Correo\n"' + CURP.encode() + b",sin cerrar\n" * 1000,
        b"CURP\n" + b"A" * 200_000,
        b"CURP\n=cmd|' /C calc'!A0\n",
        b"CURP\n=HYPERLINK(1)\n+1234567890\n@SUM(1)\n-1\n",
    ],
)
def test_what_is_no_list_is_refused_in_words(data: bytes):
    assert complaints(data)


def test_more_mistakes_than_are_shown_are_counted():
    with pytest.raises(ImportRefused) as refused:
        read(csv_bytes([("mal",)] * 500, ("CURP",)))
    assert (len(refused.value.rows), refused.value.more) == (100, 400)


# --- Hostile workbooks ------------------------------------------------------------------------------------------------
def repacked(**parts: bytes) -> bytes:
    """Return a workbook in which some parts are others."""
    out = io.BytesIO()
    names = {name.replace("__", "/").replace("_dot_", "."): data for name, data in parts.items()}
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes([GLORIA]))) as book, zipfile.ZipFile(out, "w", 8) as made:
        for name in book.namelist():
            made.writestr(name, names.pop(name, book.read(name)))
        for name, data in names.items():
            made.writestr(name, data)
    return out.getvalue()


SHEET = "xl__worksheets__sheet1_dot_xml"
TEXTS = "xl__sharedStrings_dot_xml"


def test_a_bomb_is_refused_before_it_is_unpacked():
    bomb = b"<worksheet><sheetData>" + b"<row><c><v>1</v></c></row>" * 4_000_000
    assert complaints(repacked(**{SHEET: bomb})) == [
        "The workbook is too large once unpacked. Save only the sheet with the people, as CSV."
    ]


def test_a_part_that_lies_about_its_size_is_refused():
    data = bytearray(repacked(**{SHEET: b"<worksheet>" + b"<a/>" * 400_000 + b"</worksheet>"}))
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/worksheets/sheet1.xml"))
    data[place + 24 : place + 28] = (10_000).to_bytes(4, "little")
    assert complaints(bytes(data)) == [
        "The workbook cannot be read. Open it, save it again as XLSX or CSV, and upload that."
    ]


@pytest.mark.parametrize("part", [SHEET, TEXTS, "xl__workbook_dot_xml"])
@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;&b;">]><worksheet>&c;</worksheet>',
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><sst><si><t>&b;</t></si></sst>',
        b"<worksheet><unclosed>",
        b"\xff\xfe\x00",
        b"",
    ],
)
def test_broken_and_treacherous_parts_are_refused(part: str, xml: bytes):
    assert complaints(repacked(**{part: xml}))


def test_formulas_are_refused_with_their_cell():
    book = xlsx_bytes([GLORIA, (curp(1), "", "", '=HYPERLINK("http://x")', "")])
    assert complaints(book) == [
        "row 3: Cell D3 has a formula. Copy the column and paste its values, then upload the file again."
    ]


def test_a_cell_that_points_to_no_text_is_refused():
    sheet = b'<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>999999</v></c></row></sheetData></worksheet>'
    assert complaints(repacked(**{SHEET: sheet}))


def test_cells_far_away_cost_no_memory():
    sheet = b'<worksheet><sheetData><row r="1"><c r="XFD1" t="str"><v>CURP</v></c></row></sheetData></worksheet>'
    assert complaints(repacked(**{SHEET: sheet})) == ["The file is empty."]


# --- All or nothing ---------------------------------------------------------------------------------------------------
def test_an_import_seals_each_line_and_says_so_once():
    census = bring([GLORIA, (curp(1), "", "", "", "")])

    assert (census.rows, census.reachable, CensusEntry.objects.filter(census=census).count()) == (2, 1, 2)
    event = Event.objects.get(name="census.list.imported")
    assert event.payload == {"census": census.pk, "rows": 2, "reachable": 1}
    line = look_up(CURP, date(1956, 4, 27), NOW)
    assert line is not None
    assert (line.channels.kind, line.channels.email, line.channels.phone) == ("curp", MAIL, "+522281234567")


def test_a_file_with_one_mistake_changes_nothing():
    former = bring([GLORIA])
    with pytest.raises(ImportRefused):
        bring([(curp(number), "", "", "", "") for number in range(300)] + [("mal", "", "", "", "")])

    assert list(Census.objects.current()) == [former]
    assert CensusEntry.objects.count() == 1
    assert look_up(CURP, date(1956, 4, 27), NOW) is not None


def test_a_newer_file_takes_the_place_of_the_whole_list():
    former = bring([GLORIA])
    bring([(curp(1), "", "", "", "")], at=NOW)
    former.refresh_from_db()

    assert former.ended_at == NOW
    assert CensusEntry.objects.filter(census=former).count() == 0
    assert look_up(CURP, date(1956, 4, 27), NOW) is None


def test_lists_of_two_names_stand_beside_each_other():
    bring([(CURP, BORN, "", "", "")], name="Uno")
    bring([GLORIA], name="Dos", at=NOW)
    bring([(CURP, BORN, "", "", "")], name="Tres", at=NOW)
    line = look_up(CURP, date(1956, 4, 27), NOW)
    assert line is not None
    assert line.channels.email == MAIL  # the newest that has a channel


def test_a_list_counts_until_its_last_day():
    data = io.BytesIO(csv_bytes([GLORIA]))
    about = About("Lista", "x", "x.csv", "0" * 64, valid_until=date(2026, 11, 21))
    import_census(file=data, about=about, by=None, at=NOW)
    assert look_up(CURP, date(1956, 4, 27), NOW) is not None
    assert look_up(CURP, date(1956, 4, 27), NOW.replace(day=23)) is None


def test_header_words_are_those_of_offices():
    assert len(HEADER) == 5
    assert read(csv_bytes([(CURP, MAIL)], ("  clave   curp ", "Correo Electrónico"))).by_email == 1
