"""The organ of control searches the log and takes it away; nobody changes it."""

import json
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from participation.access.actions import grant_role
from participation.access.verdict import ActDenied
from participation.events import log
from participation.events.actions import export_log
from participation.events.record import record
from participation.exports.maker import make_all
from participation.models import Event, ExportJob, Person, Role
from tests.personas import NOW, client_of, official

pytestmark = pytest.mark.django_db
LOG = "/admin/participation/event/"
EXPORT = f"{LOG}archivo/"


@pytest.fixture
def aurora(db: None) -> Person:
    """Of the organ of control."""
    return official("Aurora", "auditor")


@pytest.fixture
def some_acts(carla: Person, bruno: Person, dario: Person) -> None:
    """Carla gives a role; Bruno reports something; an official looks at personal data."""
    grant_role(person=bruno, kind="observer", scope=None, by=carla, at=NOW)
    with transaction.atomic():
        record("participation.flag.made", subject=None, by=bruno, at=NOW, payload={"reason": "spam", "role": 7})
        record("access.viewing.opened", subject=None, by=dario, at=NOW, payload={"reason": "Ventanilla del parque"})
        record("people.account.secured", subject=None, by=bruno, at=NOW, payload={"change": "password_set"})


def test_the_organ_of_control_reads_and_changes_nothing(aurora: Person, some_acts: None) -> None:
    client = client_of(aurora)
    assert client.get(LOG).status_code == 200
    event = Event.objects.get(name="access.role.granted")
    assert client.get(f"{LOG}{event.pk}/change/").status_code == 200
    assert client.post(f"{LOG}{event.pk}/change/", {"name": "x"}).status_code == 403
    assert client.post(f"{LOG}{event.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/participation/person/").status_code == 403
    assert client.get("/mesa/moderacion/").status_code == 403
    with pytest.raises(ActDenied):
        grant_role(person=aurora, kind="steward", scope=None, by=aurora, at=NOW)


def test_a_steward_of_one_process_names_no_auditor(bruno: Person, carla: Person) -> None:
    from participation.access.policies import BELOW_STEWARD

    assert "auditor" not in BELOW_STEWARD
    grant_role(person=bruno, kind="auditor", scope=None, by=carla, at=NOW)
    assert Role.objects.get(person=bruno).kind == "auditor"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("parque", ["access.viewing.opened"]),
        ("VENTANILLA", ["access.viewing.opened"]),
        ("spam", []),  # what is told of nobody is not found by its facts
        ("7", []),
        ("no hay tal", []),
        ("'; DROP TABLE x; --", []),
        ("%", []),
    ],
)
def test_searching_the_log(aurora: Person, some_acts: None, words: str, found: list[str]) -> None:
    names = [event.name for event in log.search(log.log_for(aurora), words)]
    assert names == found
    assert client_of(aurora).get(LOG, {"q": words}).status_code == 200


def test_a_number_finds_its_row(aurora: Person, some_acts: None) -> None:
    role = Role.objects.get(kind="observer")
    names = [event.name for event in log.search(log.log_for(aurora), str(role.pk))]
    assert "access.role.granted" in names


def test_taking_the_log_away(aurora: Person, carla: Person, some_acts: None) -> None:
    client = client_of(aurora)
    assert client.post(EXPORT, {"official": str(carla.pk)}).status_code == 302
    asked = Event.objects.get(name="participation.log.exported")
    assert (asked.actor, asked.payload["filters"]) == (aurora, {"official": str(carla.pk)})
    assert make_all(timezone.now) == 1
    job = ExportJob.objects.get()
    with zipfile.ZipFile(BytesIO(default_storage.open(job.file).read())) as archive:
        rows = json.loads(archive.read("log.json"))
    assert [(row["event"], row["who"]) for row in rows] == [("access.role.granted", "Carla")]


def test_the_whole_log_names_no_citizen_and_no_secret(aurora: Person, some_acts: None) -> None:
    export_log(by=aurora, filters={}, at=timezone.now())
    make_all(timezone.now)
    with zipfile.ZipFile(BytesIO(default_storage.open(ExportJob.objects.get().file).read())) as archive:
        rows = json.loads(archive.read("log.json"))
    flag = next(row for row in rows if row["event"] == "participation.flag.made")
    assert (flag["who"], flag["facts"]) == ("una persona (aquí no se nombra)", "")
    assert "people.account.secured" not in {row["event"] for row in rows}, "what is one person's alone is in no log"
    assert "Bruno" not in json.dumps(rows)


@pytest.mark.parametrize("who", ["bruno", "dario", "elena", "olga"])
def test_nobody_else_takes_it_away(bruno, dario, elena, olga, who: str) -> None:
    person = {"bruno": bruno, "dario": dario, "elena": elena, "olga": olga}[who]
    assert client_of(person).post(EXPORT).status_code == 403
    with pytest.raises(ActDenied):
        export_log(by=person, filters={}, at=NOW)
    assert not ExportJob.objects.exists()


def test_who_lost_the_role_loses_the_file(aurora: Person, some_acts: None) -> None:
    from participation.exports.actions import fetch_export

    export_log(by=aurora, filters={}, at=timezone.now())
    make_all(timezone.now)
    Role.objects.filter(person=aurora).update(ended_at=NOW)
    with pytest.raises(ActDenied):
        fetch_export(job=ExportJob.objects.get(), by=Person.objects.get(pk=aurora.pk), at=timezone.now())


@pytest.mark.parametrize("value", ["nunca", "9999-99-99", "99999-01-01", "0001-01-01", "2026-13-40T00:00"])
def test_a_date_that_cannot_be_read_is_no_fault_of_ours(aurora: Person, value: str) -> None:
    with pytest.raises(ValidationError):
        export_log(by=aurora, filters={"at__gte": value}, at=NOW)
    assert client_of(aurora).post(EXPORT, {"at__gte": value}).status_code == 400


def test_dates_narrow_the_file(aurora: Person, some_acts: None) -> None:
    from participation.events.export import clean_filters, narrowed

    day = (NOW + timedelta(days=1)).date().isoformat()
    assert narrowed(aurora, clean_filters({"at__gte": day})).count() == 0
    assert narrowed(aurora, clean_filters({"at__lt": day})).count() == 3


def test_a_get_makes_no_file(aurora: Person) -> None:
    assert client_of(aurora).get(EXPORT).status_code == 405
    assert not ExportJob.objects.exists()
