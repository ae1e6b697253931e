"""The cards of "Now you can" say who may: what a person lacks, or who is meant, in at most two queries for all."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from participation.models import Person
from processes.entitled import tell_who
from processes.kinds import Card
from processes.models import Process
from tests.factories import make_component, make_phase, make_process, make_territory
from tests.participation.groups.lists import make_list
from tests.personas import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def process(carla: Person) -> Process:
    """Ten calls, each of whose two acts asks for something else."""
    now = timezone.now()
    process = make_process(at=now)
    groups = [make_list(carla, b"codigo\nABCD1234", f"Consejo {n}") for n in range(10)]
    places = [make_territory(f"Barrio {n}") for n in range(10)]
    acts = {}
    for n in range(10):
        settings = {
            "who_may_propose": [{"kind": "territory", "territory": places[n].pk}],
            "who_may_support": [{"kind": "group", "group": groups[n].pk}],
        }
        acts[make_component(process, settings=settings)] = ["propose", "support"]
    make_phase(process, acts=acts, at=now)
    return process


@pytest.mark.parametrize(("who", "most"), [("ana", 2), ("bruno", 2), (None, 1)])
def test_twenty_cards_cost_two_queries(who: str | None, most: int, process: Process, request: pytest.FixtureRequest):
    person = request.getfixturevalue(who) if who else None
    cards = [
        {"component": component, "card": Card(title="", text="", url="/", act=act)}
        for component in process.components.all()
        for act in ("propose", "support")
    ]
    with CaptureQueriesContext(connection) as seen:
        tell_who(cards, person, timezone.now())
    assert (len(cards), len(seen)) == (20, most)
    assert all(card["why"] is not None if person else card["who"] for card in cards)


def test_the_page_says_it(process: Process, bruno: Person):
    translation.activate("es-mx")
    path = process.subject.path
    mine = client_of(bruno).get(path).content.decode()
    assert mine.count("Para esto, verifica dónde vives. Se hace una sola vez.") == 10
    assert "Esto es para personas de la lista «Consejo 7»." in mine
    assert f'name="act" value="{path}' in mine
    assert "This is for people on the list “Consejo 7”." in client_of(bruno).get(f"/en{path}").content.decode()
    stranger = Client().get(path)
    shown = stranger.content.decode()
    assert "Personas que viven en Barrio 3" in shown
    assert "csrfmiddlewaretoken" not in shown
    assert "csrftoken" not in stranger.cookies
