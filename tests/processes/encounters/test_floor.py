"""Requests to speak: made on the page of an encounter until so many days before it, owed an answer with reasons."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from participation.access.verdict import ActDenied
from participation.asks.actions import submit_ask
from participation.joins.actions import join_subject
from participation.models import Ask, Event, Person
from participation.responses.actions import draft_response, publish_response
from processes.encounters.actions.encounter import cancel_encounter
from processes.encounters.floor.place import place_of
from processes.models import Component, Encounter
from tests.personas import NOW, client_of
from tests.processes.encounters.town import make_activity, make_encounter

pytestmark = pytest.mark.django_db
WORDS = {"title": "Los pozos del oriente", "body": "Cinco minutos sobre <b>el agua</b>."}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def encounter(carla: Person) -> Encounter:
    return make_encounter(carla, make_activity(takes_floor=True))


def ask(encounter: Encounter, by: Person, *, at: Any = NOW, **words: str) -> Ask:
    row = Encounter.objects.select_related("subject").get(pk=encounter.pk)
    return submit_ask(kind="intervention", place=place_of(row), by=by, at=at, **{**WORDS, **words})


def test_it_is_asked_on_the_page_joined_and_answered_in_full_view(
    encounter: Encounter, ana: Person, bruno: Person, carla: Person, client: Client
) -> None:
    page, base = (
        client.get(f"/encuentros/{encounter.pk}/").content.decode(),
        f"/encuentros/{encounter.pk}/intervenciones/",
    )
    assert f"{base}pedir/" in page
    assert client.get(f"{base}pedir/").status_code == 302  # to signing in
    mine = client_of(ana)
    form = mine.get(f"{base}pedir/").content.decode()
    assert 'name="title"' in form
    assert 'name="institution"' not in form
    assert mine.post(f"{base}pedir/", {"title": "x"}).status_code == 200
    answer = mine.post(f"{base}pedir/", WORDS)
    made = Ask.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/intervenciones/{made.pk}/")
    assert (made.subject.parent_id, made.subject.folio.code[:5], made.subject.response.due_on.isoformat()) == (
        encounter.subject_id,
        "2026-",
        "2026-11-30",
    )
    shown = client.get(f"/intervenciones/{made.pk}/").content.decode()
    assert "Cinco minutos sobre &lt;b&gt;el agua&lt;/b&gt;." in shown
    join_subject(subject=made.subject, by=bruno, at=NOW)
    draft_response(subject=made.subject, verdict="accepted", reasons="Hablas en tercer lugar.", by=carla, at=NOW)
    publish_response(subject=made.subject, by=carla, at=NOW)
    assert "Hablas en tercer lugar." in client.get(f"/en/intervenciones/{made.pk}/").content.decode()
    assert "Los pozos del oriente" in client.get(base).content.decode()
    row = client.get("/api/v1/interventions/").json()["results"][0]
    assert (row["within"], row["state"], row["joined_count"]) == (encounter.subject_id, "answered", 1)


def test_it_closes_before_the_encounter_and_holds_its_rules(encounter: Encounter, ana: Person, carla: Person) -> None:
    first, facts = ask(encounter, ana), (1, Event.objects.count())
    last = encounter.starts_at - timedelta(days=2)

    def refused(**more: Any) -> str:
        with pytest.raises(ActDenied) as error:
            ask(encounter, more.pop("by", ana), **more)
        return str(error.value.denial.code)

    assert refused(at=last) == "closed"
    with pytest.raises(ValidationError):
        ask(encounter, ana, title="x")
    second = ask(encounter, ana, title="Otra cosa distinta", at=last - timedelta(minutes=1))
    assert refused(title="Y otra más todavía") == "ask_limit"
    assert (first.channel, second.institution, facts[0]) == ("web", None, 1)
    cancel_encounter(encounter=encounter, reason="Llueve", by=carla, at=NOW)
    assert refused() == "cancelled"


def test_where_nobody_asks_for_the_floor_there_is_no_page(ana: Person, carla: Person, client: Client) -> None:
    row = make_encounter(carla)
    assert "intervenciones" not in client.get(f"/encuentros/{row.pk}/").content.decode()
    for path in (
        f"/encuentros/{row.pk}/intervenciones/",
        f"/encuentros/{row.pk}/intervenciones/pedir/",
        "/intervenciones/9/",
    ):
        assert client_of(ana).get(path).status_code == 404
    sent = client_of(ana).post(
        "/api/v1/interventions/", {"encounter": row.pk, **WORDS}, content_type="application/json"
    )
    assert (sent.status_code, Ask.objects.count()) == (404, 0)


@pytest.mark.parametrize("number", [1, 21])
def test_the_list_costs_the_same_with_one_and_with_many(
    encounter: Encounter, number: int, django_assert_num_queries: Any
) -> None:
    from tests.personas import make_person

    for n in range(number):
        ask(encounter, make_person(f"Vecina {n}"), title=f"El asunto número {n}")
    client, path = Client(), f"/encuentros/{encounter.pk}/intervenciones/"
    client.get(path)
    with django_assert_num_queries(4):
        assert client.get(path, {"utm_source": number}).status_code == 200
    assert Component.objects.count() == 1
