"""Answers and papers come in by spreadsheet: all or nothing, told by row and column, the same file twice does nothing."""

import io
import json
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from participation.exports.maker import make_all
from participation.imports.actions import apply_plan
from participation.imports.errors import ImportRefused
from participation.imports.frame import SourceFile
from participation.models import ExportJob, Response, Role
from participation.responses.actions import draft_response, publish_response
from proposals.importers.office import plan_answers, plan_paper
from proposals.models import Proposal
from tests.factories import make_call, make_proposal
from tests.personas import NOW, client_of, make_person


@pytest.fixture
def world(db):
    call, carla = make_call(answer_rule="all", title_min=5), make_person("Carla", is_staff=True)
    Role.objects.create(person=carla, kind="steward", scope=call.process.subject, granted_at=NOW)
    return call, carla, [make_proposal(call, title=f"Banquetas de la calle {n}") for n in range(3)]


def answers(world, text, **more):
    file = SourceFile("respuestas.csv", text if isinstance(text, bytes) else text.encode(), "oficina", "")
    return plan_answers(file=file, component=world[0], by=world[1], at=NOW, **more)


def workbook(*rows):
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def kinds(world):
    _call, _carla, (a, b, _c) = world
    table = [["id", "sentido", "razones", "costo"], [a.pk, "Aceptada", "Se hará en marzo.", "1,500.50"],
             [b.pk, "rejected", "'=No alcanza.", ""]]  # fmt: skip
    csv = "\n".join(";".join(str(cell) for cell in row) for row in table)
    objects = [dict(zip(table[0], row, strict=True)) for row in table[1:]]
    return csv, workbook(*table), json.dumps(objects).encode()


@pytest.mark.parametrize("kind", [0, 1, 2])
def test_answers_become_drafts_once(world, kind):
    _call, carla, (a, b, _c) = world
    data = kinds(world)[kind]
    report = apply_plan(plan=answers(world, data), by=carla, at=NOW)
    assert (report.created, report.updated, report.unchanged) == (2, 0, 0)
    drafts = {row.subject_id: (row.verdict, row.reasons, row.cost_centavos) for row in Response.objects.all()}
    assert drafts == {
        a.subject_id: ("accepted", "Se hará en marzo.", 150_050),
        b.subject_id: ("rejected", "=No alcanza.", None),
    }
    assert not Response.objects.filter(published_at__isnull=False).exists()
    again = apply_plan(plan=answers(world, data), by=carla, at=NOW)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


def test_everything_that_is_wrong_is_told_and_nothing_is_done(world):
    _call, carla, (a, b, _c) = world
    other = make_proposal(make_call())
    draft_response(subject=b.subject, verdict="accepted", reasons="Sí.", by=carla, at=NOW)
    publish_response(subject=b.subject, by=carla, at=NOW)
    text = (
        f"id,verdict,reasons,cost\n{a.pk},quizá,Porque sí.,\n{a.pk},accepted,,gratis\n"
        f"{other.pk},accepted,Sí.,\n{b.pk},rejected,Ya no.,\nx,accepted,Sí.,\n"
    )
    with pytest.raises(ImportRefused) as refused:
        answers(world, text)
    places = {(row.row, row.column) for row in refused.value.rows}
    assert places == {(2, "verdict"), (3, "id"), (3, "reasons"), (3, "cost"), (4, "id"), (5, "id"), (6, "id")}
    for wrong in ("id,verdict\n1,accepted\n", "", "[1, 2]", '{"a": 1}', "id,verdict,reasons\n1,,\n", "[" * 5000):
        with pytest.raises(ImportRefused):
            answers(world, wrong)
    assert Response.objects.count() == 1


PAPER = "numero,titulo,texto,lugar\n001,Luz en el parque,Está oscuro y da miedo pasar.,\n002,{title},Se inunda la calle.,{place}\n"


def papers(world, text, channel="paper"):
    file = SourceFile("papel.csv", text.encode(), "mercado", "")
    return plan_paper(file=file, component=world[0], channel=channel, by=world[1], at=NOW)


def test_papers_are_published_once_with_their_channel_and_are_supported_like_others(world):
    _call, carla, _rows = world
    text = PAPER.format(title="Drenaje en la cuesta", place="")
    report = apply_plan(plan=papers(world, text), by=carla, at=NOW)
    assert report.created == 2
    made = Proposal.objects.filter(channel="paper").order_by("pk")
    assert [row.title for row in made] == ["Luz en el parque", "Drenaje en la cuesta"]
    assert (made[0].author, made[0].captured_by, made[0].is_imported) == (None, carla, False)
    assert made[0].subject.folio.code
    assert Response.objects.filter(subject=made[0].subject).exists()
    page = client_of(make_person("Ana")).get(made[0].get_absolute_url()).content.decode()
    assert "respaldar/" in page
    assert apply_plan(plan=papers(world, text), by=carla, at=NOW).unchanged == 2
    with pytest.raises(ImportRefused) as refused:
        papers(world, PAPER.format(title="Otro título", place="Ninguna parte"))
    assert {(row.row, row.column) for row in refused.value.rows} == {(3, "lugar")}


def test_only_who_leads_the_call_takes_away_and_brings_in(world):
    call, _carla, (a, _b, _c) = world
    elsewhere = make_person("Otra", is_staff=True)
    Role.objects.create(person=elsewhere, kind="steward", scope=make_call().process.subject, granted_at=NOW)
    given = {"what": "respuestas", "call": call.pk}
    for person, status in ((a.author, 403), (elsewhere, 422)):
        file = SimpleUploadedFile("r.csv", f"id,verdict,reasons\n{a.pk},accepted,Sí.\n".encode())
        assert client_of(person).post("/mesa/propuestas/traer/", {**given, "file": file}).status_code == status
        assert client_of(person).post("/mesa/propuestas/llevar/", {"convocatoria": call.pk}).status_code in {403, 302}
    assert not ExportJob.objects.filter(params={"call": call.pk}).exists()
    assert not Response.objects.exclude(verdict="").exists()


def test_the_page_shows_what_will_happen_then_does_it(world):
    call, carla, (a, _b, _c) = world
    client = client_of(carla)
    file = SimpleUploadedFile("r.csv", f"id,verdict,reasons\n{a.pk},accepted,Se hará.\n".encode())
    look = client.post("/mesa/propuestas/traer/", {"what": "respuestas", "call": call.pk, "file": file})
    assert look.status_code == 200
    assert look.context["look"].created == 1
    assert not Response.objects.exclude(verdict="").exists()
    given = {"what": "respuestas", "call": call.pk, "archivo": look.context["token"], "seguro": "1"}
    assert client.post("/mesa/propuestas/traer/", given).status_code == 302
    assert Response.objects.get(subject=a.subject).verdict == "accepted"
    assert client.post("/mesa/propuestas/traer/", given).status_code == 422  # the file was used up


def test_the_file_of_a_call_comes_back_as_it_left(world):
    call, carla, (a, _b, _c) = world
    Proposal.objects.filter(pk=a.pk).update(title="=HYPERLINK(1)")
    draft_response(subject=a.subject, verdict="accepted", reasons="-Se hará.", by=carla, at=NOW)
    assert client_of(carla).post("/mesa/propuestas/llevar/", {"convocatoria": call.pk}).status_code == 302
    make_all(timezone.now)
    job = ExportJob.objects.get()
    assert (job.state, job.rows) == ("done", 3)
    from django.core.files.storage import default_storage

    with default_storage.open(job.file) as stored, zipfile.ZipFile(stored) as archive:
        names = set(archive.namelist())
        csv, book = archive.read("proposals.csv"), archive.read("proposals.xlsx")
    assert names == {"proposals.csv", "proposals.json", "proposals.xlsx", "read-me.txt"}
    assert b"'=HYPERLINK(1)" in csv
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert {cell.data_type for row in sheet for cell in row} <= {"s", "n", "inlineStr"}
    for data in (csv, book):
        assert [step.action for step in answers(world, data).steps] == ["same"]
