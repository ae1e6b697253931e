"""Closing well: what came of a process is asked, published and corrected; and copies with their dates moved."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from participation.access.verdict import ActDenied
from participation.models import Event, Person
from processes.actions import close_process, publish_closing
from processes.actions.template import planned_phases
from processes.models import Closing, Process
from tests.factories import make_phase, make_process
from tests.personas import NOW, client_of

SAID: dict[str, Any] = {
    "results": "Se decidió <b>arbolar</b> tres calles",
    "changed": "El presupuesto de 2027 trae 400 mil pesos para árboles",
    "lessons": "Hay que avisar con más tiempo",
    "translations": {"en": {"results": "Three streets get trees", "lessons": ""}},
}


@pytest.fixture
def process(carla: Person) -> Process:
    """A closed process."""
    made = make_process("Árboles", slug="arboles")
    make_phase(made, opens=timedelta(days=-20), closes=timedelta(days=-1))
    return close_process(process=made, by=carla, at=NOW, outcome=SAID)


def test_what_came_of_it_is_said_when_it_closes(process: Process, client: Client) -> None:
    """On the page in both languages, escaped; in the API and the files."""
    page = client.get("/procesos/arboles/").content.decode()
    assert "Se decidió &lt;b&gt;arbolar&lt;/b&gt; tres calles" in page
    assert "Three streets get trees" in client.get("/en/procesos/arboles/").content.decode()
    row = client.get("/api/v1/closings/").json()["results"][0]
    assert (row["number"], row["lessons"], row["reason"]) == (1, "Hay que avisar con más tiempo", None)
    assert "400 mil pesos" in client.get("/datos/closings.csv").getvalue().decode()


def test_a_correction_is_a_version_with_its_reason(process: Process, carla: Person, client: Client) -> None:
    """The one before stays; the same again makes none."""
    publish_closing(process=process, **SAID, by=carla, at=NOW)
    other = {**SAID, "results": "Se decidió arbolar cuatro calles"}
    with pytest.raises(ValidationError) as error:
        publish_closing(process=process, **other, by=carla, at=NOW)
    assert list(error.value.message_dict) == ["reason"]
    publish_closing(process=process, **other, by=carla, at=NOW, reason="Faltaba una calle")
    assert list(Closing.objects.order_by("number").values_list("number", "reason")) == [
        (1, ""),
        (2, "Faltaba una calle"),
    ]
    page = client.get("/procesos/arboles/").content.decode()
    assert page.index("cuatro calles") < page.index("Faltaba una calle") < page.index("tres calles")
    names = Event.objects.filter(name__startswith="processes.closing").order_by("pk").values_list("name", flat=True)
    assert list(names) == ["processes.closing.published", "processes.closing.corrected"]


@pytest.mark.parametrize("field", ["results", "changed", "lessons"])
def test_each_of_the_three_is_asked(carla: Person, field: str) -> None:
    """Nothing is closed where one lacks."""
    made = make_process("Calles")
    with pytest.raises(ValidationError) as error:
        close_process(process=made, by=carla, at=NOW, outcome={**SAID, field: " \x00"})
    assert list(error.value.message_dict) == [field]
    assert not Closing.objects.exists()


def test_it_is_said_of_closed_processes_by_their_stewards(process: Process, ana: Person, dario: Person) -> None:
    """Nobody else, and not of a process that goes on."""
    for person in (ana, dario):
        with pytest.raises(ActDenied):
            publish_closing(process=process, **SAID, by=person, at=NOW, reason="x")
    assert client_of(dario).post(f"/admin/processes/process/{process.pk}/resultados/", SAID).status_code in {302, 403}
    assert Closing.objects.count() == 1


def test_an_official_closes_now_and_says_it_later(carla: Person, client: Client) -> None:
    """The page says that it is owed, and the office that it waits."""
    made = make_process("Calles", slug="calles")
    browser = client_of(carla)
    address = f"/admin/processes/process/{made.pk}/cerrar/"
    assert browser.post(address, {"reason": ""}).status_code == 422
    assert browser.post(address, {"later": "on"}).status_code == 302
    made.refresh_from_db()
    assert (made.state, Closing.objects.count()) == ("closed", 0)
    outcome = f"/admin/processes/process/{made.pk}/resultados/"
    assert outcome in client_of(carla).get(f"/procesos/{made.slug}/").content.decode()
    sent = {name: SAID[name] for name in ("results", "changed", "lessons")}
    assert browser.post(outcome, {**sent, "results_en": "In English"}).status_code == 302
    assert Closing.objects.get().translations == {"en": {"results": "In English"}}


def test_a_copy_shows_its_dates_before_it_is_made(process: Process, carla: Person) -> None:
    """The first phase begins on the day that was chosen; the others are as far from it as they were."""
    make_phase(process, opens=timedelta(days=5), closes=None, title="Obras")
    plan = planned_phases(process, date(2027, 3, 1))
    moved = [planned.opens_at - planned.phase.opens_at for planned in plan]
    assert moved[0] == moved[1] == timedelta(days=120)
    browser, address = client_of(carla), f"/admin/processes/process/{process.pk}/duplicar/"
    sent = {"title": "Árboles 2027", "starts_on": "2027-03-01"}
    shown = browser.post(address, sent)
    assert (shown.status_code, Process.objects.count()) == (200, 1)
    assert "Obras" in shown.content.decode()
    assert browser.post(address, {**sent, "confirm": "1"}).status_code == 302
    copy = Process.objects.get(title="Árboles 2027")
    assert (copy.state, copy.phases.count(), copy.closings.count()) == ("draft", 2, 0)
