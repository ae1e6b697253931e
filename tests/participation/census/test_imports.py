"""Files on their way to become lists: uploaded, read, confirmed, killed in the middle, and who may do it."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from participation.access.verdict import ActDenied
from participation.census import actions, files, jobs
from participation.census.lookup import look_up
from participation.census.models import ImportState
from participation.models import Census, CensusEntry, CensusImport, Event, PepperState, Person, VerificationFigure
from participation.verification import rotation
from tests.participation.census.people import CURP, GLORIA, MAIL, PHONE, bring, csv_bytes, curp, xlsx_bytes
from tests.personas import NOW, client_of, official

pytestmark = pytest.mark.django_db
BORN = date(1956, 4, 27)
ADD = "/admin/participation/censusimport/add/"
LIST = "/admin/participation/censusimport/"
LISTS = "/admin/participation/census/"
TAKE_OFF = "/admin/participation/census/quitar/"


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, settings: Any) -> None:
    translation.activate("en")
    settings.VAR_DIR = tmp_path


def upload(by: Person, data: bytes | None = None, **changes: Any) -> CensusImport:
    facts = {"name": "Lista", "source": "Oficina", "valid_until": None, "territory": None, "file_name": "a.csv"}
    chunks = [data if data is not None else csv_bytes([GLORIA])]
    return actions.upload_census(**{**facts, **changes}, chunks=chunks, by=by, at=timezone.now())


def again(job: CensusImport) -> CensusImport:
    job.refresh_from_db()
    return job


# --- The way of a file ------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("make", [csv_bytes, xlsx_bytes])
def test_a_file_is_read_then_confirmed_then_imported_and_deleted(make: Any):
    carla = official("Carla", "steward")
    job = upload(carla, make([GLORIA, (curp(1), "", "", "", "")]))
    kept = (files.folder() / job.file).read_bytes()
    assert CURP.encode() not in kept
    assert MAIL.encode() not in kept

    jobs.work()
    assert again(job).state == ImportState.READY
    assert job.preview["rows"] == 2
    assert not Census.objects.exists()
    actions.confirm_census(job=job, by=carla, at=timezone.now())
    jobs.work()

    assert (again(job).state, job.done, job.percent, job.file, job.preview) == (ImportState.DONE, 2, 100, "", {})
    assert list(files.folder().iterdir()) == []
    assert job.census is not None
    assert job.census.entries.count() == 2
    names = list(Event.objects.filter(name__startswith="census.").order_by("at", "id").values_list("name", flat=True))
    assert names == ["census.file.uploaded", "census.file.confirmed", "census.list.imported"]


@pytest.mark.django_db(transaction=True)
def test_a_file_with_mistakes_is_refused_with_their_places_and_deleted():
    job = upload(official("Carla", "steward"), csv_bytes([("MAL", "", "", "", ""), GLORIA]))
    jobs.work()
    assert (again(job).state, job.file) == (ImportState.REFUSED, "")
    assert [row[:2] for row in job.errors] == [[2, "CURP"]]
    assert list(files.folder().iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_how_far_it_is_can_be_seen_meanwhile():
    carla = official("Carla", "steward")
    job = upload(carla, csv_bytes([(curp(number), "", "", "", "") for number in range(600)]))
    seen: list[tuple[int, int]] = []

    def look(done: int, percent: int) -> None:
        seen.append((done, percent))

    with mock.patch("participation.census.scan.EVERY", 100), files.open_kept(job.file) as file:
        from participation.census.scan import scan

        scan(file, default=None, today=BORN.replace(year=2026), progress=look)
    assert [done for done, _percent in seen] == [100, 200, 300, 400, 500, 600]

    with mock.patch("participation.census.scan.EVERY", 100), mock.patch.object(jobs, "_read", stop_after_progress):
        jobs.work(limit=1)
    assert again(job).done == 300  # written over its own connection, though the work itself failed


def stop_after_progress(job: CensusImport, file: Any, progress: Any) -> dict[str, Any]:
    """Tell how far it is, then fail."""
    progress(300, 50)
    raise RuntimeError("the machine went away")


@pytest.mark.django_db(transaction=True)
def test_three_faults_end_a_file_and_nothing_was_imported():
    job = upload(official("Carla", "steward"))
    with mock.patch.object(jobs, "_read", side_effect=RuntimeError("fault")):
        for _try in range(3):
            jobs.work(limit=1)
            CensusImport.objects.update(lease_until=timezone.now())
    jobs.work()
    assert (again(job).state, job.file) == (ImportState.FAILED, "")
    assert list(files.folder().iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_a_file_that_another_worker_took_over_is_left_to_it():
    job = upload(official("Carla", "steward"))

    def taken(row: CensusImport, file: Any, progress: Any) -> dict[str, Any]:
        CensusImport.objects.update(lease_until=timezone.now() + timedelta(hours=1))
        progress(1, 1)
        raise AssertionError("not reached")

    with mock.patch.object(jobs, "_read", taken):
        jobs.work(limit=1)
    assert again(job).state == ImportState.READING
    assert job.file


def test_what_nobody_confirms_is_deleted_after_a_day(carla: Person):
    job = upload(carla)
    CensusImport.objects.update(state=ImportState.READY)
    stray = files.folder() / "stray"
    stray.write_bytes(b"x")
    os.utime(stray, (time.time() - 200_000,) * 2)
    assert actions.drop_old_files(at=timezone.now()) == 0
    assert not stray.exists()
    assert actions.drop_old_files(at=timezone.now() + timedelta(days=2)) == 1
    assert again(job).state == ImportState.CANCELLED


# --- Killed in the middle ---------------------------------------------------------------------------------------------
KILLED = """
import os, signal, io, django
django.setup()
from django.db import connection
from participation.census.actions import About, import_census
from participation.census import scan
from django.utils import timezone
from tests.participation.census.people import csv_bytes, curp
connection.settings_dict["NAME"] = os.environ["KILL_DATABASE"]
scan.EVERY = 100
def stop(done, percent):
    if done >= 300:
        os.kill(os.getpid(), signal.SIGKILL)
data = csv_bytes([(curp(n), "", "", "", "") for n in range(1000)])
import_census(file=io.BytesIO(data), about=About("Lista", "x", "x.csv", "0" * 64), by=None, at=timezone.now(), progress=stop)
"""


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_in_the_middle_leaves_the_former_list_whole():
    former = bring([GLORIA])
    environment = {**os.environ, "KILL_DATABASE": str(connection.settings_dict["NAME"]), "PYTHONPATH": "."}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    died = subprocess.run(
        [sys.executable, "-c", KILLED], env=environment, cwd=settings.BASE_DIR, check=False, timeout=120
    )

    assert died.returncode == -signal.SIGKILL
    assert list(Census.objects.values_list("pk", "ended_at")) == [(former.pk, None)]
    assert CensusEntry.objects.count() == 1
    assert look_up(CURP, BORN, timezone.now()) is not None
    bring([(curp(1), "", "", "", "")], at=timezone.now())  # nothing holds a lock
    assert CensusEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_parallel_imports_of_a_name_leave_one_list():
    """Without the lock on the table both would find no former list, and the constraint would undo one with an error."""
    start, errors = threading.Barrier(4), []

    def work(number: int) -> None:
        start.wait()
        try:
            bring([(curp(number * 100 + row), "", "", "", "") for row in range(50)], at=NOW)
        except Exception as error:
            errors.append(error)
        connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert (Census.objects.count(), Census.objects.current().count(), CensusEntry.objects.count()) == (4, 1, 50)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_do_the_same_file():
    job = upload(official("Carla", "steward"))
    done: list[int] = []
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        done.append(jobs.work(limit=1))
        connection.close()

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [0, 0, 0, 1]
    assert again(job).attempts == 1


# --- Rotation of the identity key -------------------------------------------------------------------------------------
def test_a_rotation_of_the_identity_key_keeps_lists_and_their_channels(settings: Any):
    first = settings.AZOTEA_IDENTITY_KEY
    bring()
    before = CensusEntry.objects.get()
    settings.AZOTEA_IDENTITY_KEY = f"{first},{'second-' * 10}"
    assert look_up(CURP, BORN, NOW) is not None
    rotation.rotate(at=NOW)
    settings.AZOTEA_IDENTITY_KEY = f"{first},{'second-' * 10},{'third-' * 10}"
    rotation.rotate(at=NOW)
    bring([(curp(1), "", "", MAIL, "")], name="Otra", at=NOW)

    after = CensusEntry.objects.get(pk=before.pk)
    assert after.digest != before.digest
    assert bytes(after.sealed) != bytes(before.sealed)
    line, other = look_up(CURP, BORN, NOW), look_up(curp(1), date(1980, 1, 15), NOW)
    assert line is not None
    assert line.channels.email == MAIL
    assert PepperState.objects.get().generation == 3
    assert other is not None
    assert other.channels.email == MAIL


# --- Withdrawn, and taken off -----------------------------------------------------------------------------------------
def test_a_withdrawn_list_is_gone_with_a_reason(carla: Person):
    census = bring()
    browser = client_of(carla)
    page = f"{LISTS}{census.pk}/change/"
    assert browser.post(page, {"end_reason": ""}).status_code == 200
    assert Census.objects.current().exists()
    browser.post(page, {"end_reason": "Termina el convenio"})
    assert not CensusEntry.objects.exists()
    assert Event.objects.filter(name="census.list.withdrawn", actor=carla).count() == 1


def test_a_person_is_taken_off_every_list(carla: Person):
    bring(name="Uno")
    bring([GLORIA, (curp(1), "", "", "", "")], name="Dos", at=NOW)
    browser = client_of(carla)
    assert browser.post(TAKE_OFF, {"document": CURP, "birth_date": "1956-04-28"}).status_code == 422
    assert browser.post(TAKE_OFF, {"document": CURP, "birth_date": "1956-04-27"}).status_code == 302
    assert look_up(CURP, BORN, NOW) is None
    assert CensusEntry.objects.count() == 1
    assert CURP not in str(Event.objects.get(name="census.person.removed").payload)


# --- The admin --------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_an_official_uploads_looks_and_confirms():
    translation.activate("es-mx")
    carla = official("Carla", "steward")
    browser = client_of(carla)
    bring([(curp(number), "", "", "", "") for number in range(10)], name="Lista de vecinos")
    file = SimpleUploadedFile("vecinos.csv", csv_bytes([GLORIA]))
    sent = browser.post(ADD, {"name": "Lista de vecinos", "source": "Registro", "upload": file})
    job = CensusImport.objects.get()
    page = f"{LIST}{job.pk}/change/"
    assert sent["Location"] == page
    assert "Leyendo el archivo" in browser.get(page).content.decode()

    jobs.work()
    text = browser.get(page).content.decode()
    assert "El archivo tiene 1 personas" in text
    assert "La lista en uso tiene 10 personas y este archivo 1" in text
    for value in (CURP, MAIL, PHONE, "1956"):
        assert value not in text
    assert browser.post(f"{LIST}{job.pk}/confirmar/").status_code == 302
    jobs.work()
    assert "1 personas están en la lista" in browser.get(page).content.decode()
    assert browser.get(LIST).status_code == 200
    assert "Lista de vecinos" in browser.get(LISTS).content.decode()
    assert browser.post(f"{LIST}{job.pk}/cancelar/").status_code == 302
    assert again(job).state == ImportState.DONE


def test_mistakes_stand_in_a_table(carla: Person):
    job = upload(carla)
    CensusImport.objects.update(
        state="refused", errors=[[2, "CURP", "<script>alert(1)</script>"]], more_errors=7, file=""
    )
    text = client_of(carla).get(f"{LIST}{job.pk}/change/").content.decode()
    assert "<td>2</td><td>CURP</td><td>&lt;script&gt;alert(1)&lt;/script&gt;</td>" in text


@pytest.mark.parametrize("who", ["bruno", "dario", "elena", "olga", "anonymous"])
def test_nobody_but_stewards_of_everything_keeps_lists(who: str, request: pytest.FixtureRequest, carla: Person):
    census, job = bring(), upload(carla)
    CensusImport.objects.update(state=ImportState.READY)
    browser = Client() if who == "anonymous" else client_of(request.getfixturevalue(who))
    before = (Census.objects.count(), CensusImport.objects.count(), Event.objects.count())
    for address in (ADD, LIST, LISTS, TAKE_OFF, f"{LIST}{job.pk}/change/", f"{LISTS}{census.pk}/change/"):
        assert browser.get(address).status_code in {302, 403, 404}, address
        sent = {"name": "x", "source": "x", "document": CURP, "birth_date": "1956-04-27", "end_reason": "x"}
        assert browser.post(address, sent).status_code in {302, 403, 404}, address
    for address in (f"{LIST}{job.pk}/confirmar/", f"{LIST}{job.pk}/cancelar/"):
        assert browser.post(address).status_code in {302, 403, 404}, address
    assert (Census.objects.count(), CensusImport.objects.count(), Event.objects.count()) == before
    assert again(job).state == ImportState.READY
    assert CensusEntry.objects.count() == 1


@pytest.mark.parametrize("who", ["bruno", "dario", "elena", "olga"])
def test_the_acts_refuse_them_too(who: str, request: pytest.FixtureRequest, carla: Person):
    person, job, census = request.getfixturevalue(who), upload(carla), bring()
    CensusImport.objects.update(state=ImportState.READY)
    now = timezone.now()
    for act in (
        lambda: upload(person),
        lambda: actions.confirm_census(job=job, by=person, at=now),
        lambda: actions.cancel_census(job=job, by=person, at=now),
        lambda: actions.withdraw_census(census=census, reason="x", by=person, at=now),
        lambda: actions.take_off_lists(document=CURP, birth_date=BORN, by=person, at=now),
        lambda: bring(by=person),
    ):
        with pytest.raises(ActDenied):
            act()
    assert CensusEntry.objects.count() == 1
    assert len(list(files.folder().iterdir())) == 1


def test_what_was_not_read_yet_cannot_be_confirmed(carla: Person):
    job = upload(carla)
    with pytest.raises(ActDenied) as refused:
        actions.confirm_census(job=job, by=carla, at=timezone.now())
    assert refused.value.denial.code == "not_ready"


def test_a_kept_file_that_was_changed_does_not_open(carla: Person):
    job = upload(carla)
    path = files.folder() / job.file
    data = bytearray(path.read_bytes())
    data[20] ^= 1
    path.write_bytes(data)
    with pytest.raises(ValueError, match="not sealed"), files.open_kept(job.file):
        pass


# --- The command ------------------------------------------------------------------------------------------------------
def test_the_command_imports_or_says_every_mistake(tmp_path: Path, carla: Person):
    good, bad, out = tmp_path / "good.csv", tmp_path / "bad.csv", io.StringIO()
    good.write_bytes(csv_bytes([GLORIA]))
    bad.write_bytes(csv_bytes([("MAL", "", "", "", ""), GLORIA]))
    call_command("import_census", str(good), name="Lista", source="x", preview=True, stdout=out)
    assert not Census.objects.exists()
    call_command("import_census", str(good), name="Lista", source="x", stdout=out)
    assert out.getvalue().endswith("1 people imported, 1 of them with a channel.\n")
    with pytest.raises(CommandError, match="row 2, column “CURP”"):
        call_command("import_census", str(bad), name="Lista", source="x", stdout=out)
    with pytest.raises(CommandError, match="Cannot read"):
        call_command("import_census", str(tmp_path / "none.csv"), name="Lista", source="x", stdout=out)
    assert Census.objects.current().count() == 1


# --- Figures ----------------------------------------------------------------------------------------------------------
def test_figures_below_ten_have_no_number(ana: Person):
    assert actions.count_verifications(at=NOW) == 1
    figure = VerificationFigure.objects.get()
    assert (figure.method, figure.people) == ("counter", None)
    assert actions.count_verifications(at=NOW) == 0
    with mock.patch("participation.census.actions.figures.SMALLEST", 1):
        assert actions.count_verifications(at=NOW) == 1
    figure.refresh_from_db()
    assert figure.people == 1
    page = Client().get("/datos/verification_statistics/")
    assert page.status_code == 200
    rows = b"".join(Client().get("/datos/verification_statistics.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "counter,2026-10-01,1" in rows
