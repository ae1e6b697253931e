"""Files made in the background: who gets them, how long, and what is in them."""

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from django.utils import timezone

from participation.access.actions import end_role
from participation.access.verdict import ActDenied
from participation.exports import actions, maker
from participation.exports.archive import Archive, safe_cell
from participation.models import Event, ExportJob, Notice, Person, Role
from tests.factories import make_call, make_comment, make_proposal
from tests.participation.people.helpers import enter
from tests.personas import NOW, client_of, official
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(db: None) -> Person:
    return official("Ximena", "privacy")


def now():
    return timezone.now()


def made(person: Person, kind: str = "my-data") -> ExportJob:
    job = actions.request_export(kind=kind, by=person, at=now())
    assert maker.make_all(now) == 1
    job.refresh_from_db()
    return job


def unpacked(response) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_a_person_asks_waits_and_downloads_everything_of_theirs(ana: Person, bruno: Person):
    call = make_call()
    make_proposal(call, author=ana, title="=HYPERLINK(1)", body="Un parque")
    other = make_proposal(call, author=bruno, title="De Bruno")
    make_comment(other.subject, author=ana, text="Mi comentario")
    make_comment(other.subject, author=bruno, text="Comentario de Bruno")
    client = enter(ana.email)
    assert client.post("/cuenta/mis-datos/").url == "/cuenta/mis-datos/"
    job = ExportJob.objects.get()
    assert client.get(f"/cuenta/archivos/{job.key}/").status_code == 403, "it is not made yet"
    assert maker.make_all(now) == 1
    page = client.get("/cuenta/mis-datos/").content.decode()
    assert f"/cuenta/archivos/{job.key}/" in page
    response = client.get(f"/cuenta/archivos/{job.key}/")
    assert (response.status_code, response["Content-Type"]) == (200, "application/zip")
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    files = unpacked(response)
    account = json.loads(files["account.json"])
    assert (account[0]["name"], account[0]["email"]) == ("Ana", "ana@example.org")
    rows = list(csv.DictReader(io.StringIO(files["proposals.csv"].decode("utf-8-sig"))))
    assert [row["title"] for row in rows] == ["'=HYPERLINK(1)"], "a spreadsheet must not run it"
    assert json.loads(files["proposals.json"])[0]["title"] == "=HYPERLINK(1)"
    assert [row["text"] for row in json.loads(files["comments.json"])] == ["Mi comentario"]
    assert {row["kind"] for row in json.loads(files["participation.json"])} == {"comments", "proposals"}
    everything = b"".join(files.values())
    assert b"Comentario de Bruno" not in everything
    assert b"bruno@example.org" not in everything
    assert b"a" * 64 not in everything, "the seal of a document is nobody's to have"
    job.refresh_from_db()
    assert (job.state, job.downloads) == ("done", 1)


def test_the_address_of_a_file_is_no_key_to_it(ana: Person, bruno: Person, carla: Person):
    job = made(ana)
    address = f"/cuenta/archivos/{job.key}/"
    assert Client().get(address).status_code == 302
    assert Client().get(address).url.startswith("/cuenta/entrar/")
    assert enter(bruno.email).get(address).status_code == 404
    assert enter(carla.email).get(address).status_code == 404, "not even who manages everything"
    assert client_of(ana).get(address).url.startswith("/cuenta/confirmar/"), "an old session proves nothing"
    assert enter(bruno.email).post(f"{address}borrar/").status_code == 404
    assert Client().post(f"{address}borrar/").status_code == 302
    with pytest.raises(ActDenied):
        actions.fetch_export(job=job, by=bruno, at=now())
    with pytest.raises(ActDenied):
        actions.delete_export(job=job, by=bruno, at=now())
    job.refresh_from_db()
    assert (job.state, job.downloads) == ("done", 0)
    assert default_storage.exists(job.file)


def test_a_file_ends_after_a_week_and_its_bytes_go(ana: Person, django_capture_on_commit_callbacks):
    job = made(ana)
    client, name = enter(ana.email), job.file
    ExportJob.objects.update(expires_at=now() - timedelta(seconds=1))
    assert client.get(f"/cuenta/archivos/{job.key}/").status_code == 403
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.expire_exports(at=now()) == 1
    assert not default_storage.exists(name)
    assert client.get(f"/cuenta/archivos/{job.key}/").status_code == 404
    assert actions.expire_exports(at=now()) == 0
    assert client.get("/cuenta/mis-datos/").content.decode().count("/cuenta/archivos/") == 0


def test_its_person_deletes_it_before(ana: Person, django_capture_on_commit_callbacks):
    job = made(ana)
    with django_capture_on_commit_callbacks(execute=True):
        assert enter(ana.email).post(f"/cuenta/archivos/{job.key}/borrar/").status_code == 302
    assert not default_storage.exists(job.file)
    assert ExportJob.objects.get().state == "gone"


def test_every_workbook_opens_right_in_a_spreadsheet() -> None:
    """One writer makes them all: dates are dates, text is never a formula, the head stays, columns are wide enough."""
    out, moment = io.BytesIO(), datetime(2026, 5, 3, 18, 30, tzinfo=UTC)
    archive = Archive(out)
    texts = ["=HYPERLINK(1)", "+52 33", "-1", "@x", "\tx", "Ñandú, «güero» 🌳", "a\x00b"]
    rows = [
        {"title": text, "at": moment, "on": date(2026, 5, 3), "n": 3, "old": date(1521, 8, 13), "more": [1]}
        for text in texts
    ]
    archive.add_workbook("propuestas-y-" + "x" * 40, ["title", "at", "on", "n", "old", "more", "none"], rows)
    archive.close()
    with zipfile.ZipFile(out) as made:
        book = openpyxl.load_workbook(io.BytesIO(made.read(made.namelist()[0])))
    sheet = book.active
    assert (len(book.sheetnames), len(sheet.title), sheet.freeze_panes) == (1, 31, "A2")
    assert [cell.value for cell in sheet["A"]] == ["title", *texts[:-1], "ab"]
    assert {cell.data_type for row in sheet for cell in row} == {"s", "n", "d"}
    assert (sheet["B2"].value, sheet["B2"].number_format) == (datetime(2026, 5, 3, 12, 30), "yyyy-mm-dd hh:mm")
    assert (sheet["C2"].value, sheet["C2"].number_format) == (datetime(2026, 5, 3), "yyyy-mm-dd")
    assert (sheet["D2"].value, sheet["E2"].value, sheet["F2"].value, sheet["G2"].value) == (
        3,
        "1521-08-13",
        "[1]",
        None,
    )
    assert (sheet["A1"].font.bold, sheet["A2"].quotePrefix, sheet["A7"].quotePrefix) == (True, True, False)
    assert sheet.column_dimensions["A"].width == 18


def test_an_official_without_the_role_has_the_file_no_more(unit: Person, bruno: Person, carla: Person):
    job = made(unit, "arco-register")
    address = f"/cuenta/archivos/{job.key}/"
    client = enter(unit.email)
    assert client.get(address).status_code == 200
    assert Event.objects.filter(name="exports.export.downloaded", actor=unit).count() == 1
    end_role(role=Role.objects.get(person=unit), by=carla, at=now())
    assert client.get(address).status_code == 403
    assert client.get("/mesa/exportaciones/").status_code == 403
    for person in (bruno, carla):
        with pytest.raises(ActDenied):
            actions.request_export(kind="arco-register", by=person, at=now())
    assert enter(bruno.email).post("/mesa/exportaciones/arco-register/pedir/").status_code == 403
    assert enter(bruno.email).post("/mesa/exportaciones/my-data/pedir/").status_code == 404
    assert ExportJob.objects.exclude(person=unit).count() == 0


def test_who_lost_the_role_while_it_waited_gets_no_file(unit: Person):
    job = actions.request_export(kind="arco-register", by=unit, at=now())
    Role.objects.update(ended_at=now())
    assert maker.make_all(now) == 0
    job.refresh_from_db()
    assert (job.state, job.file) == ("failed", "")


def test_a_worker_that_died_is_found_again_and_three_failures_end_it(ana: Person, monkeypatch, caplog):
    job = actions.request_export(kind="my-data", by=ana, at=NOW)
    assert actions.claim_export(at=NOW).pk == job.pk
    assert actions.claim_export(at=NOW + timedelta(minutes=9)) is None, "somebody works on it"
    again = actions.claim_export(at=NOW + timedelta(minutes=11))
    assert (again.pk, again.attempts) == (job.pk, 2)
    stale = ExportJob.objects.get()
    stale.attempts = 1
    assert not actions.finish_export(job=stale, file="x", size=1, sha256="", rows=0, at=NOW), "it was taken over"

    def broken(*args: object) -> None:
        raise RuntimeError("ana@example.org")

    monkeypatch.setattr("participation.privacy.mydata.all_tables", broken)
    later = NOW + timedelta(hours=1)
    assert maker.make_all(lambda: later) == 0
    job.refresh_from_db()
    assert (job.state, job.file) == ("failed", "")
    assert "ana@example.org" not in caplog.text
    assert Event.objects.filter(name="exports.export.failed").count() == 1


def test_asking_twice_is_one_file_and_ten_a_day_are_enough(ana: Person):
    first = actions.request_export(kind="my-data", by=ana, at=NOW)
    assert actions.request_export(kind="my-data", by=ana, at=NOW) == first
    ExportJob.objects.all().delete()
    for _turn in range(10):
        actions.request_export(kind="my-data", by=ana, at=NOW)
        ExportJob.objects.update(state="done")
    with pytest.raises(ActDenied):
        actions.request_export(kind="my-data", by=ana, at=NOW)
    actions.request_export(kind="my-data", by=ana, at=NOW + timedelta(days=1, seconds=1))


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_one_file():
    """Without the lock on the person both would find nothing that waits, and two rows would stand."""
    person = Person.objects.create_user(email="dos@example.org", name="Dos")
    found = at_once(*[lambda: actions.request_export(kind="my-data", by=person, at=NOW)] * 4)
    assert len({job.pk for job in found}) == 1
    assert ExportJob.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_job():
    """Without FOR UPDATE SKIP LOCKED both would read the waiting row, and both would write a file."""
    person = Person.objects.create_user(email="dos@example.org", name="Dos")
    ExportJob.objects.create(kind="my-data", person=person, requested_at=NOW)

    def take() -> object:
        with transaction.atomic():
            return actions.claim_export(at=NOW)

    assert sum(job is not None for job in at_once(take, take, take)) == 1


def test_events_hold_no_data_and_the_person_is_told(ana: Person):
    from participation.events.relay import relay

    made(ana)
    relay()
    texts = str(list(Event.objects.filter(name__startswith="exports").values("payload", "before", "after")))
    assert "ana@" not in texts
    assert "Ana" not in texts
    assert [notice.event.name for notice in Notice.objects.filter(person=ana)] == ["exports.export.made"]


@pytest.mark.parametrize("bad", ["../x", "", "UPPER", "a" * 61, "a/b"])
def test_names_of_tables_are_plain(bad: str):
    with pytest.raises(ValueError):
        Archive(io.BytesIO()).add_text(bad, "x")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_formulas_are_text(text: str):
    assert safe_cell(text) == f"'{text}"


def test_hostile_keys_are_not_found(ana: Person):
    client = enter(ana.email)
    for key in ("1", "x" * 300, "00000000-0000-0000-0000-000000000000", "%00"):
        assert client.get(f"/cuenta/archivos/{key}/").status_code in {400, 404}
    assert client.post(f"/mesa/exportaciones/{'x' * 400}/pedir/").status_code == 404


@pytest.mark.parametrize("rows", [1, 15])
def test_the_page_costs_the_same_with_many_files(ana: Person, rows: int, django_assert_max_num_queries):
    ExportJob.objects.bulk_create(
        ExportJob(kind="my-data", person=ana, requested_at=NOW, state="done", expires_at=NOW + timedelta(days=9000))
        for _row in range(rows)
    )
    client = enter(ana.email)
    client.get("/cuenta/mis-datos/")
    with django_assert_max_num_queries(8):
        assert client.get("/cuenta/mis-datos/").content.decode().count("borrar/") == rows
