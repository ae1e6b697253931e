"""Public pages of territories."""

import json
from typing import Any

import pytest
from django.test import Client

from participation.models import Person, Territory
from participation.subjects.actions import create_subject
from participation.territories.actions import create_territory
from tests.factories import make_call, make_proposal, make_territory
from tests.personas import NOW

pytestmark = pytest.mark.django_db
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}


@pytest.mark.parametrize("rows", [1, 10])
def test_the_page_costs_the_same_with_much_in_it(client: Client, rows: int, django_assert_num_queries: Any) -> None:
    town = make_territory("Pueblo", level="municipio")
    component = make_call()
    for n in range(rows):
        place = make_territory(f"Colonia {n}", parent=town)
        proposal = make_proposal(component, title=f"Agua {n}", territory=place)
        proposal.subject.territory = place
        proposal.subject.save()
        create_subject(kind="process", title=f"Plan {n}", path="/x/", at=NOW, state="published", territory=town)
    client.get(f"/territorios/{town.pk}/")
    with django_assert_num_queries(4):
        page = client.get(f"/territorios/{town.pk}/")
    assert {group.kind.name: (group.count, len(group.latest)) for group in page.context["groups"]} == {
        "process": (rows, min(rows, 4)),
        "proposal": (rows, min(rows, 4)),
    }
    with django_assert_num_queries(2):
        assert client.get("/territorios/").status_code == 200


def test_tree_shows_levels_in_order_and_leaves_out_what_is_not_in_use(client: Client) -> None:
    town = make_territory("Pueblo", level="municipio")
    for name in ("Zapata", "Álamos", "Mirasol"):
        Territory.objects.filter(pk=make_territory(name, parent=town).pk).update(
            sort_key=name.lower().replace("á", "a")
        )
    make_territory("Vieja", parent=town, is_active=False)
    text = client.get("/territorios/").content.decode()
    assert text.index("Pueblo") < text.index("Álamos") < text.index("Mirasol") < text.index("Zapata")
    assert "Vieja" not in text


def test_outlines_are_geojson_with_etag(client: Client, carla: Person) -> None:
    town = create_territory(name="Pueblo <b>", level="municipio", outline=SQUARE, by=carla, at=NOW)
    response = client.get(f"/territorios/{town.pk}/contorno.geojson")
    assert response["Content-Type"] == "application/geo+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    feature = json.loads(response.content)
    assert (feature["type"], feature["geometry"]["type"], feature["properties"]["name"]) == (
        "Feature",
        "Polygon",
        "Pueblo <b>",
    )
    again = client.get(f"/territorios/{town.pk}/contorno.geojson", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    collection = json.loads(client.get("/en/territorios/contornos.geojson").content)
    assert [feature["properties"]["url"] for feature in collection["features"]] == [f"/en/territorios/{town.pk}/"]
    page = client.get(f"/territorios/{town.pk}/").content.decode()
    assert "Pueblo &lt;b&gt;" in page
    assert "leaflet" in page


def test_without_outline_there_is_no_map(client: Client) -> None:
    town = make_territory("Pueblo")
    assert "leaflet" not in client.get(f"/territorios/{town.pk}/").content.decode()
    assert client.get(f"/territorios/{town.pk}/contorno.geojson").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/territorios/0/",
        "/territorios/99999999999999999999999/",
        "/territorios/x/",
        "/territorios/99999999999999999999999/contorno.geojson",
        "/territorios/-1/",
    ],
)
def test_unknown_territories_are_404(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_one_that_is_not_in_use_is_404(client: Client) -> None:
    town = make_territory("Pueblo", is_active=False)
    assert client.get(f"/territorios/{town.pk}/").status_code == 404
    assert client.get("/territorios/").status_code == 200
