"""The import frame: files as people send them, errors by row and column, all or nothing."""

import pytest
from django.core.exceptions import ValidationError

from participation.access.verdict import ActDenied
from participation.imports.actions import apply_plan
from participation.imports.errors import LIMIT, Complaints, ImportRefused, RowError
from participation.imports.frame import Plan, SourceFile, Step, digest, preview
from participation.imports.sheet import read_sheet, unguard
from participation.models import Event, ImportBatch, Person, Territory
from participation.territories.actions import create_territory
from tests.personas import NOW

FILE = SourceFile("a.csv", b"x", "Prueba", "CC0")


@pytest.mark.parametrize(
    ("data", "separator", "encoding"),
    [
        ("año;texto\n1;Ñandú\n".encode(), ";", "utf-8"),
        ("año,texto\n1,Ñandú\n".encode("utf-8-sig"), ",", "utf-8"),
        ("año\ttexto\n1\tÑandú\n".encode("utf-16"), "\t", "utf-16"),
        ("año;texto\r\n1;Ñandú\r\n".encode("latin-1"), ";", "latin-1"),
        ('año,texto\n1,"Ñandú"\n\n,\n'.encode(), ",", "utf-8"),
    ],
)
def test_separators_and_encodings(data: bytes, separator: str, encoding: str) -> None:
    sheet = read_sheet(data)
    assert (sheet.columns, sheet.separator, sheet.encoding) == (("año", "texto"), separator, encoding)
    assert [(row.number, row["año"], row["texto"], row["otra"]) for row in sheet] == [(2, "1", "Ñandú", "")]
    assert bool(sheet.notices) == (encoding == "latin-1")


def test_quoted_cells_keep_separators_and_line_breaks() -> None:
    sheet = read_sheet(b'a,b\n"uno, dos","tres\ncuatro"\nx,y\n')
    assert [(row.number, row["a"], row["b"]) for row in sheet] == [(2, "uno, dos", "tres\ncuatro"), (3, "x", "y")]


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"", (0, "")),
        (b"\x00\x01", (0, "")),
        (b"a,a\n1,2\n", (1, "a")),
        (b"b\n1\n", (1, "a")),
        (b"a,b\n1\n", (2, "")),
        (b'a,b\n"1,2\n', (2, "")),
        (b"a,b\n1,2,3\n", (2, "")),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, place: tuple[int, str]) -> None:
    with pytest.raises(ImportRefused) as error:
        read_sheet(data, required=["a"])
    assert place in {(row.row, row.column) for row in error.value.rows}


def test_unknown_columns_are_named_not_refused() -> None:
    assert "zzz" in read_sheet(b"a,zzz\n1,2\n", known=["a"]).notices[0]


def test_one_guard_against_formulas_is_taken_off() -> None:
    assert [unguard(cell) for cell in ("'=1", "''=1", "'hola", "'", "=1")] == ["=1", "''=1", "'hola", "'", "=1"]


def test_complaints_stop_at_a_hundred_and_count_the_rest() -> None:
    wrong = Complaints("f.csv")
    for n in range(LIMIT + 7):
        wrong.add(n, "a", "mal")
    with pytest.raises(ImportRefused) as error:
        wrong.refuse()
    assert (len(error.value.rows), error.value.more) == (100, 7)
    assert len(error.value.messages) == 101
    assert error.value.rows[3] == RowError(3, "a", "mal", "f.csv")


def test_digest_tells_rows_apart() -> None:
    assert digest(["a", None]) == digest(["a", ""])
    assert digest(["ab", ""]) != digest(["a", "b"])


def _plan(carla: Person, *names: str) -> Plan:
    def run(name: str) -> object:
        return lambda batch: create_territory(name=name, level="zona", by=carla, at=NOW)

    return Plan("prueba", FILE, [Step(n, "create", name, run(name)) for n, name in enumerate(names, 2)])


def test_apply_writes_the_batch_and_reports_progress(carla: Person) -> None:
    seen: list[tuple[int, int]] = []
    plan = _plan(carla, "A", "B")
    assert (preview(plan).created, preview(plan).total, preview(plan).sha256) == (2, 2, FILE.sha256)
    report = apply_plan(plan=plan, by=carla, at=NOW, progress=lambda done, total: seen.append((done, total)))
    assert (report.created, seen) == (2, [(1, 2), (2, 2)])
    batch = ImportBatch.objects.get()
    assert (batch.rows, batch.created, batch.sha256, batch.source, batch.licence) == (
        2,
        2,
        FILE.sha256,
        "Prueba",
        "CC0",
    )
    assert Event.objects.filter(name="participation.import.applied").count() == 1


def test_a_row_that_fails_undoes_all_and_is_named(carla: Person) -> None:
    with pytest.raises(ImportRefused) as error:
        apply_plan(plan=_plan(carla, "A", "B", "A"), by=carla, at=NOW)
    assert [(row.row, row.column) for row in error.value.rows] == [(4, "name")]
    assert Territory.objects.count() == ImportBatch.objects.count() == Event.objects.count() == 0


def test_nothing_to_do_leaves_no_trace(carla: Person) -> None:
    assert apply_plan(plan=Plan("prueba", FILE, [Step(2, "same", "A")]), by=carla, at=NOW).batch is None
    assert ImportBatch.objects.count() == Event.objects.count() == 0


@pytest.mark.parametrize("who", ["ana", "dario", "elena", "olga"])
def test_only_stewards_import(who: str, request: pytest.FixtureRequest, carla: Person) -> None:
    with pytest.raises(ActDenied):
        apply_plan(plan=_plan(carla, "A"), by=request.getfixturevalue(who), at=NOW)
    assert Territory.objects.count() == 0


def test_complaints_take_errors_by_field() -> None:
    wrong = Complaints()
    wrong.take(5, ValidationError({"name": ["corto"], "__all__": ["mal"]}), "url")
    assert [(row.row, row.column, row.message) for row in wrong.rows] == [(5, "name", "corto"), (5, "url", "mal")]
