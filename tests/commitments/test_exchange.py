"""Commitments in files: what goes out comes in again and changes nothing; what is dirty is named by row and column."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import translation

from commitments import actions
from commitments.exchange.cells import decode, encode
from commitments.exchange.irm import irm_import
from commitments.exchange.names import Known, divide
from commitments.exchange.out import as_csv, as_json, as_workbook, records
from commitments.exchange.own import plan_import
from commitments.models import Assessment, Commitment, Plan
from participation.access.verdict import ActDenied
from participation.imports.actions import apply_plan
from participation.imports.frame import ImportRefused, SourceFile, preview
from participation.models import Action, Event, Institution, Person
from tests.commitments.conftest import make_action, make_commitment, make_plan
from tests.personas import NOW, client_of

pytestmark = pytest.mark.django_db
NASTY = "=1+1 | una \\ barra\ny otra línea"


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def source(data: bytes | str, name: str = "plan.csv") -> SourceFile:
    """Return a file as somebody uploads it."""
    return SourceFile(name, data.encode() if isinstance(data, str) else data, "la mesa", "CC BY 4.0")


def full(plan: Plan, by: Person, office: Institution) -> Commitment:
    """Add a commitment with something in every part, hard to write into a cell."""
    row = make_commitment(
        plan,
        by,
        title="=Compromiso; con «comillas»",
        code="MX0001",
        lead=office,
        theme="Agua",
        summary=NASTY,
        problem=NASTY,
        budget_amount=123_456_05,
        currency="MXN",
        policy_areas=["Agua", "Archivos"],
        ambition={"transparency": "innovative"},
        starts_on=date(2026, 2, 1),
        objectives=[{"term": "medium", "text": NASTY, "due_words": "invierno 2026"}],
        indicators=[{"name": "Uno | dos", "baseline": "1.50", "target": "100", "method": NASTY}],
        risks=[{"text": NASTY, "level": "goal", "mitigation": NASTY}],
        alignments=[
            {"framework": "sdg", "code": "6.1", "is_direct": False},
            {"framework": "programme", "title": "P|1"},
        ],
        translations={"en": {"title": "In English"}},
    )
    make_action(row, by, title="Un hito | con barra", deliverable="Un portal", weight=3)
    return row


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_what_goes_out_comes_in_again_and_changes_nothing(
    plan: Plan, carla: Person, office: Institution, form: str
) -> None:
    full(plan, carla, office)
    make_commitment(plan, carla, title="Otro", number="2")
    write = {"csv": lambda: as_csv(records(plan)), "xlsx": lambda: as_workbook(records(plan))}
    data = write[form]() if form in write else as_json(plan, NOW)
    seen = preview(plan_import(plan=plan, file=source(data), by=carla, at=NOW))
    assert (seen.created, seen.updated, seen.unchanged) == (0, 0, 2)
    before = Event.objects.count()
    assert apply_plan(plan=plan_import(plan=plan, file=source(data), by=carla, at=NOW), by=carla, at=NOW).batch is None
    assert Event.objects.count() == before
    other = make_plan(carla)
    apply_plan(plan=plan_import(plan=other, file=source(data), by=carla, at=NOW), by=carla, at=NOW)
    told, again = list(records(plan)), list(records(other))
    assert again == told
    assert Action.objects.get(followed__commitment__plan=other, parent__isnull=False).weight == 3


def test_a_changed_row_changes_what_it_says_with_the_reason(published: Commitment, carla: Person) -> None:
    plan = Plan.objects.for_page().get(pk=published.plan_id)
    table = list(csv.DictReader(io.StringIO(as_csv(records(plan)).decode("utf-8-sig"))))
    table[0]["problem"] = "Otro problema."
    table[0]["actions"] += "\nSegundo hito |  | Un informe |  | 2026-12-20"
    out = io.StringIO()
    writer = csv.DictWriter(out, list(table[0]))
    writer.writeheader()
    writer.writerows(table)
    with pytest.raises(ImportRefused, match="say why"):
        apply_plan(plan=plan_import(plan=plan, file=source(out.getvalue()), by=carla, at=NOW), by=carla, at=NOW)
    brought = plan_import(plan=plan, file=source(out.getvalue()), by=carla, at=NOW, reason="Se corrigió.")
    assert apply_plan(plan=brought, by=carla, at=NOW).updated == 1
    published.refresh_from_db()
    assert published.problem == "Otro problema."
    steps = Action.objects.filter(followed=published.subject, parent__isnull=False).order_by("pk")
    assert [(step.subject.title, step.due_on) for step in steps][1] == ("Segundo hito", date(2026, 12, 20))


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        ("title,starts_on\nUno,mañana\n", 2, "starts_on"),
        ("title,code\nUno,A\nDos,A\n", 3, "code"),
        ("title,alignments\nUno,sdg | 99.9\n", 2, "alignments"),
        ("title,actors\nUno,X | NOADIE | lead\n", 2, "actors"),
        ("title,risks\nUno,a | b | c | d | e | f | g | h\n", 2, "risks"),
        ("title,budget_amount\nUno,mucho\n", 2, "budget_amount"),
        ("title,actions\nUno,Hito |  |  |  | ayer\n", 2, "actions"),
        ("code\nA\n", 1, "title"),
        ("title\n\n", 0, ""),
        ('{"format": "otro", "commitments": []}', 0, ""),
        ('{"format": ', 0, ""),
    ],
)
def test_nothing_comes_in_where_anything_is_wrong(plan: Plan, carla: Person, text: str, row: int, column: str) -> None:
    if text == "title\n\n":
        assert preview(plan_import(plan=plan, file=source(text), by=carla, at=NOW)).total == 0
        return
    with pytest.raises(ImportRefused) as caught:
        plan_import(plan=plan, file=source(text), by=carla, at=NOW)
    assert [(one.row, one.column) for one in caught.value.rows] == [(row, column)]
    assert not plan.commitments.exists()


def test_who_does_not_coordinate_brings_nothing(plan: Plan, ana: Person, carla: Person) -> None:
    with pytest.raises(ActDenied):
        plan_import(plan=plan, file=source("title\nUno\n"), by=ana, at=NOW)
    told = plan_import(plan=plan, file=source("title\nUno\n"), by=carla, at=NOW)
    with pytest.raises(ActDenied):
        apply_plan(plan=told, by=ana, at=NOW)
    address = f"/mesa/compromisos/planes/{plan.pk}/traer/"
    file = {"file": SimpleUploadedFile("p.csv", b"title,starts_on\nUno,ayer\n")}
    refused = client_of(carla).post(address, file)
    assert refused.status_code == 200
    assert "starts_on" in refused.content.decode()
    assert client_of(carla).post(address, {"file": SimpleUploadedFile("p.csv", b"title\nUno\n")}).status_code == 302
    assert plan.commitments.get().title == "Uno"


def test_cells_keep_every_letter() -> None:
    rows = [{"a": NASTY, "b": "x"}, {"a": "", "b": "|"}]
    assert decode(encode(rows, ("a", "b")), ("a", "b")) == rows


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Gesoc, Agencia para el Desarrollo, AC (GESOC)", ["Gesoc, Agencia para el Desarrollo, AC (GESOC)"]),
        ("Secretaría de Energía, Secretaría de Economía y Secretaría del Medio Ambiente",
         ["Secretaría de Energía", "Secretaría de Economía", "Secretaría del Medio Ambiente"]),
        ("Secretaría de Hacienda y Crédito Público", ["Secretaría de Hacienda y Crédito Público"]),
        ("None Specified", []),
        ("Tesorería, Gesoc, Agencia para el Desarrollo, AC", ["Tesorería, Gesoc, Agencia para el Desarrollo, AC"]),
    ],
)  # fmt: skip
def test_lists_of_bodies_are_divided_where_a_body_begins(text: str, names: list[str]) -> None:
    assert divide(text) == names


def test_a_name_that_is_known_divides_a_list(office: Institution, carla: Person) -> None:
    from participation.institutions.actions import set_aliases

    set_aliases(institution=office, names=["Gesoc, Agencia para el Desarrollo, AC"], by=carla, at=NOW)
    assert divide("Tesorería; Gesoc, Agencia para el Desarrollo, AC", Known()) == [
        "Tesorería",
        "Gesoc, Agencia para el Desarrollo, AC",
    ]


# --- The release of the IRM -------------------------------------------------------------------------------------------

HEADER = "Country,Action Plan Number,Comm No,Commitment Title,Full Text,Start Date,End Date,Lead Institution," \
    "Supporting Institution(s),Year of submission,Specificity,Potential impact,Completion (progress report)," \
    "_Relevant,Value -Info,Report publication year (progress report),IRM Assessed (Y/N)?,E-government"  # fmt: skip


def release(*rows: str) -> bytes:
    """Return a release with these rows."""
    return "\n".join([HEADER, *rows]).encode()


GOOD = "Narnia,1,{n},{n}) A wardrobe,\"It opens\nat night\",01/10/2013,Ongoing,Ministry of Doors,None Specified,2013," \
    "c. high,Minor,d. Complete,1,1,2015,1,1"  # fmt: skip


def test_the_command_brings_a_release_and_says_what_it_could_not_tell(
    carla: Person, tmp_path: Path, capsys: Any
) -> None:
    file = tmp_path / "release.csv"
    file.write_bytes(release(GOOD.format(n=1), GOOD.format(n=2)))
    call_command("import_commitments", file, layout="ogp-irm", json=True)
    report = json.loads(capsys.readouterr().out)
    assert (report["created"], report["updated"], report["unchanged"], report["errors"]) == (2, 0, 0, [])
    assert "Row 2, End Date: “Ongoing” is no day, so none is set." in report["notices"]
    assert "Row 2: “Ministry of Doors” is no institution known here; its name is kept." in report["notices"]
    first = Commitment.objects.get(number="1")
    assert (first.title, first.solution, first.starts_on) == ("A wardrobe", "It opens at night", date(2013, 10, 1))
    assert (first.values, first.policy_areas) == (["transparency"], ["E-government"])
    told = Assessment.objects.get()
    assert (told.scheme.code, told.document_year, told.values.count()) == ("irm-2011", 2015, 10)
    call_command("import_commitments", file, layout="ogp-irm", json=True)
    assert json.loads(capsys.readouterr().out)["unchanged"] == 2
    assert Commitment.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "column"),
    [
        (("d. Complete", "e. Perfect"), "Completion (progress report)"),
        (("Narnia,1,", "Narnia,one,"), "Action Plan Number"),
        (("Narnia,1,1,", "Narnia,1,,"), "Comm No"),
        (("1) A wardrobe", ""), "Commitment Title"),
        ((",2013,c.", ",13,c."), "Year of submission"),
    ],
)
def test_a_dirty_release_is_a_report_and_no_crash(
    carla: Person, tmp_path: Path, capsys: Any, change: tuple[str, str], column: str
) -> None:
    file = tmp_path / "release.csv"
    file.write_bytes(release(GOOD.format(n=1).replace(*change), GOOD.format(n=2)))
    with pytest.raises(CommandError, match="nothing was imported"):
        call_command("import_commitments", file, layout="ogp-irm", json=True)
    report = json.loads(capsys.readouterr().out)
    assert [(one["row"], one["column"]) for one in report["errors"]] == [(2, column)]
    assert not Plan.objects.exists()


def test_a_release_is_brought_by_whoever_leads_the_installation(ana: Person, carla: Person) -> None:
    told = irm_import(file=source(release(GOOD.format(n=1))), home=lambda *_key: make_plan(carla), by=ana, at=NOW)
    with pytest.raises(ActDenied):
        apply_plan(plan=told, by=ana, at=NOW)
    assert not Commitment.objects.exists()


def test_the_template_and_the_feed_are_there(published: Commitment) -> None:
    from django.test import Client

    sheet = Client().get("/compromisos/plantilla.xlsx")
    assert sheet.content[:2] == b"PK"
    feed = Client().get(f"/compromisos/planes/{published.plan_id}/novedades.atom").content.decode()
    assert "Contratos a la vista" in feed
    assert actions.add_commitment.__doc__
