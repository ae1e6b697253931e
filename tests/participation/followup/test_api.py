"""Telling through the API how what is followed up goes, by those who have a say alone; and the Atom feed of it."""

import xml.etree.ElementTree as ET
from typing import Any

import pytest
import time_machine
from django.test import Client

from participation.followup.actions import report_progress
from participation.models import Action, Evidence, Obstacle, Person, ProgressUpdate
from tests.api.conftest import Api
from tests.participation.followup.worlds import an_action
from tests.personas import NOW

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def test_who_has_a_say_tells_and_takes_back_and_nobody_else(carla: Person, ana: Person) -> None:
    action = an_action(carla)
    report = {"action": action.pk, "text": "Llegaron diez lámparas.", "percent": 50}
    proof = {"action": action.pk, "kind": "link", "title": "Acta de entrega", "url": "https://ejemplo.mx/acta"}
    obstacle = {"action": action.pk, "text": "Falta la grúa.", "needed": "Una grúa", "needed_from": "Obras"}
    calls = {"progress_updates/": report, "evidence/": proof, "obstacles/": obstacle}
    for path, body in calls.items():
        assert Api().post(path, body).status_code == 401
        assert Api(ana).post(path, body).json()["code"] == "not_yours"
        assert Api(carla).post(path, {**body, "action": 10**17}).status_code == 404
    assert [model.objects.count() for model in (ProgressUpdate, Evidence, Obstacle)] == [0, 0, 0]
    caller = Api(carla)
    made = {path: caller.post(path, body) for path, body in calls.items()}
    assert {answer.status_code for answer in made.values()} == {201}
    again = {**report, "text": "Van doce.", "percent": 60}
    sent = [caller.post("progress_updates/", again, **{"Idempotency-Key": "uno"}).json()["id"] for _time in range(2)]
    assert sent[0] == sent[1]
    assert ProgressUpdate.objects.count() == 2
    assert caller.post("progress_updates/", {**again, "percent": 101}).status_code in {400, 422}
    assert caller.post("evidence/", {**proof, "kind": "file"}).status_code in {400, 422}
    assert caller.put(f"obstacles/{made['obstacles/'].json()['id']}/clear/", {}).json()["until"] == "2026-11-21"
    first = made["progress_updates/"].json()["id"]
    gone = f"progress_updates/{first}/withdraw/"
    assert Api(ana).put(gone, {"reason": "no"}).status_code == 403
    assert caller.put(gone, {}).status_code in {400, 422}
    taken = caller.put(gone, {"reason": "Eran de otra calle"}).json()
    assert (taken["text"], taken["withdraw_reason"]) == (None, "Eran de otra calle")
    action.refresh_from_db()
    assert (action.update_count, action.percent, action.evidence_count, action.obstacle_count) == (1, 60, 1, 0)


@pytest.mark.parametrize("number", [1, 20])
def test_may_costs_the_same_for_one_action_and_for_many(
    carla: Person, bruno: Person, number: int, django_assert_num_queries: Any
) -> None:
    for _each in range(number):
        an_action(carla)
    caller = Api(bruno)
    caller.get("actions/")
    with django_assert_num_queries(6):
        rows = caller.get("actions/").json()["results"]
    assert [row["may"]["report"]["code"] for row in rows] == ["not_yours"] * number


def test_what_happens_is_read_as_a_feed_of_all_of_an_institution_and_of_one_thing(carla: Person) -> None:
    one, other = an_action(carla), an_action(carla)
    report_progress(action=one, text="Llegaron diez lámparas.", by=carla, at=NOW)

    def read(query: str) -> list[str]:
        answer = Client().get(f"/seguimiento/novedades.atom{query}")
        assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
        return [entry.find(f"{ATOM}link").get("href") for entry in ET.fromstring(answer.content).iter(f"{ATOM}entry")]  # type: ignore[union-attr, misc]

    def address(action: Action) -> str:
        return f"http://testserver{action.subject.path}"

    assert sorted(read("")) == sorted([address(one)] * 2 + [address(other)])
    assert read(f"?de={other.subject_id}") == [address(other)]
    assert read(f"?institucion={one.institution.slug}") == [address(one)] * 2  # type: ignore[union-attr]
    for query in ("?de=x", "?de=99999999999999999999", "?institucion=nada"):
        assert Client().get(f"/seguimiento/novedades.atom{query}").status_code == 404
