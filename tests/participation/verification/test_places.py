"""The point of an address: it tells the territories that it lies in, also overlapping ones, and is not kept."""

import json
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from participation.access.eligibility import check
from participation.models import Person, Territory, Verification
from participation.territories.actions import create_territory
from tests.personas import NOW, client_of

pytestmark = pytest.mark.django_db
CURP = "HEGG560427MVZRRL04"
FORM = {"kind": "curp", "document": CURP, "birth_date": "1956-04-27", "seen": "on"}


def square(west: float, south: float, side: float) -> dict[str, Any]:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def places(carla: Person) -> dict[str, Territory]:
    """A municipality with a colonia, and a district across it that is no part of that tree."""

    def make(name: str, level: str, outline: Any, parent: Territory | None = None) -> Territory:
        return create_territory(
            name=name, level=level, by=carla, at=NOW, outline=outline, source="INEGI", parent=parent
        )

    city = make("Xalapa", "municipio", square(-97, 19, 1))
    return {
        "city": city,
        "centro": make("Centro", "colonia", square(-96.6, 19.4, 0.2), city),
        "sur": make("Sur", "colonia", square(-96.6, 19.0, 0.2), city),
        "district": make("Distrito 3", "distrito", square(-96.55, 19.3, 0.2)),
        "unknown": make("Sin contorno", "colonia", None, city),
    }


def send(carla: Person, person: Person, **more: object) -> Any:
    return client_of(carla).post(f"/mesa/verificacion/{person.key}/", {**FORM, **more})


def lives_in(person: Person, place: Territory) -> bool:
    return bool(check([{"kind": "territory", "territory": place.pk}], person, at=timezone.now()))


def test_a_point_tells_every_place_that_it_lies_in(carla: Person, bruno: Person, places: dict[str, Territory]) -> None:
    assert send(carla, bruno, point="19.45, -96.5").status_code == 302
    found = Verification.objects.get(person=bruno)
    assert found.territory == places["centro"]
    assert {name for name, place in places.items() if lives_in(bruno, place)} == {"city", "centro", "district"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM participation_verification t")
        kept = cursor.fetchone()[0]
        cursor.execute("SELECT payload::text FROM participation_event")
        kept += json.dumps(cursor.fetchall())
    assert "19.45" not in kept
    assert "96.5" not in kept


def test_a_place_without_outline_may_be_chosen_beside_the_point(
    carla: Person, bruno: Person, places: dict[str, Territory]
) -> None:
    send(carla, bruno, point="19.45,-96.5", territory=places["unknown"].pk)
    assert {name for name, place in places.items() if lives_in(bruno, place)} == {
        "city", "centro", "district", "unknown",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("point", "chosen", "words"),
    [
        ("en la esquina", "", "Escribe la latitud y la longitud"),
        ("19.45", "", "Escribe la latitud y la longitud"),
        ("-96.5, 190.45", "", "Escribe la latitud y la longitud"),
        ("9" * 60, "", "Escribe la latitud y la longitud"),
        ("nan, nan", "", "Escribe la latitud y la longitud"),
        ("1e1, 1e1", "", "Escribe la latitud y la longitud"),
        ("0, 0", "", "Ningún territorio tiene este punto"),
        ("19.45, -96.5", "sur", "queda fuera del lugar"),
    ],
)
def test_a_point_that_cannot_be(
    carla: Person, bruno: Person, places: dict[str, Territory], point: str, chosen: str, words: str
) -> None:
    answer = send(carla, bruno, point=point, territory=places[chosen].pk if chosen else "")
    assert words in answer.content.decode()
    assert not Verification.objects.filter(person=bruno).exists()
