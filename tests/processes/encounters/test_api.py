"""Registering through the API: the same act, once for a key, with the line of who waits, and given back."""

from typing import Any

import pytest
import time_machine

from participation.models import Person
from processes.models import Registration
from tests.api.conftest import Api
from tests.personas import NOW, client_of
from tests.processes.encounters.town import BEGINS, make_encounter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_seat_is_taken_waited_for_and_given_back(carla: Person, ana: Person, bruno: Person) -> None:
    row = make_encounter(carla, capacity=1)
    path = f"encounters/{row.pk}/register/"
    assert Api().post(path, {}).status_code == 401
    assert Api(ana).delete(path).json()["code"] == "not_yours"
    assert Api(ana).get(f"encounters/{row.pk}/").json()["may"]["withdraw"]["code"] == "not_yours"
    said = {"sector": "academy", "needs": "Lengua de señas"}
    made = [Api(ana).post(path, said, **{"Idempotency-Key": "uno"}).json() for _time in range(2)]
    assert made[0] == made[1]
    assert (made[0]["state"], made[0]["place_in_line"]) == ("seated", None)
    assert Api(ana).post(path, {}).json()["code"] == "registered"
    assert Api(ana).get(f"encounters/{row.pk}/").json()["may"]["withdraw"]["allowed"] is True
    told = Api(bruno).post(path, {}).json()
    assert (told["state"], told["place_in_line"]) == ("waiting", 1)
    assert Registration.objects.filter(person=ana).values_list("channel", "sector").get() == ("api", "academy")
    assert Api(bruno).post(path, {"sector": "nada"}).status_code in {400, 422}
    assert Api(ana).delete(path).json()["state"] == "withdrawn"
    assert Registration.objects.get(person=bruno).state == "seated"
    with time_machine.travel(BEGINS, tick=False):
        assert Api(bruno).delete(path).json()["code"] == "began"
    assert Api(bruno).post(f"encounters/{10**17}/register/", {}).status_code == 404


def test_who_telephones_is_registered_with_the_channel_by_which_they_did(carla: Person) -> None:
    row = make_encounter(carla)
    path, client = f"/mesa/encuentros/{row.pk}/inscripciones/", client_of(carla)
    for channel, status in (("phone", 302), ("", 302), ("web", 422)):
        said = {"name": "Chole", "sector": "public", "channel": channel}
        assert client.post(path, said).status_code == status
    assert sorted(Registration.objects.values_list("channel", flat=True)) == ["counter", "phone"]
    assert "por teléfono" in client.get(path).content.decode()
    assert "Cuando el encuentro haya empezado".lower() in client.get(f"/mesa/encuentros/{row.pk}/").content.decode()
    with time_machine.travel(BEGINS, tick=False):
        assert f"/mesa/acuerdos/nuevo/{row.subject_id}/" in client.get(f"/mesa/encuentros/{row.pk}/").content.decode()
