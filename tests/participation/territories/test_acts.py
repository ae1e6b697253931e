"""Territories: acts, codes, outlines, points."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from participation.access.verdict import ActDenied
from participation.imports.errors import ImportRefused
from participation.models import Event, ImportBatch, Person, Territory
from participation.territories import actions
from participation.territories.lookup import find_territory, territory_at
from tests.personas import NOW

OUTLINES = Path(__file__).parents[3] / "data" / "territories" / "valle-de-la-azotea.geojson"


def square(x: float, y: float, size: float = 1.0) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]]}


def make(by: Person, name: str, level: str = "colonia", **fields: Any) -> Territory:
    return actions.create_territory(name=name, level=level, by=by, at=NOW, **fields)


def load(by: Person, data: bytes, name: str = "f") -> tuple[int, int, int]:
    report = actions.import_territories(data=data, file_name=name, source="Prueba", licence="CC0", by=by, at=NOW)
    return report.created, report.updated, report.unchanged


def test_create_keeps_tree_key_and_box(carla: Person) -> None:
    state = make(carla, "  Estado  Único ", "Estado")
    town = make(carla, "Álamo", "municipio", parent=state, outline=square(-103, 20))
    assert (state.name, state.level, state.sort_key) == ("Estado Único", "estado", "estado unico")
    assert town.ancestors == [state.pk]
    assert town.bounds == (-103.0, 20.0, -102.0, 21.0)
    event = Event.objects.get(payload__territory=town.pk)
    assert (event.name, event.changes, event.actor) == (
        "participation.territory.created",
        [["territories", town.pk]],
        carla,
    )


@pytest.mark.parametrize("who", ["ana", "dario", "elena", "olga"])
def test_only_stewards_of_everything_change_the_map(who: str, request: pytest.FixtureRequest, carla: Person) -> None:
    town = make(carla, "Álamo")
    person = request.getfixturevalue(who)
    with pytest.raises(ActDenied):
        make(person, "Otro")
    with pytest.raises(ActDenied):
        actions.update_territory(territory=town, by=person, at=NOW, name="Otro")
    with pytest.raises(ActDenied):
        load(person, b"name,level\nx,y\n")
    assert list(Territory.objects.values_list("name", flat=True)) == ["Álamo"]


@pytest.mark.parametrize(
    ("code", "parent_code"),
    [
        ("33", None),
        ("00", None),
        ("1", None),
        ("123", None),
        ("14a", None),
        ("14000", None),
        ("15001", "14"),
        ("14", "14"),
        ("140010001", "14002"),
        ("14001000100", None),
    ],
)
def test_codes_that_cannot_be_are_refused(carla: Person, code: str, parent_code: str | None) -> None:
    parent = make(carla, "Arriba", cvegeo=parent_code) if parent_code else None
    with pytest.raises(ValidationError) as error:
        make(carla, "Abajo", cvegeo=code, parent=parent)
    assert list(error.value.error_dict) == ["cvegeo"]


def test_codes_follow_the_nearest_code_above_and_below(carla: Person) -> None:
    state = make(carla, "Jalisco", "estado", cvegeo="14")
    region = make(carla, "Región", "región", parent=state)
    town = make(carla, "Municipio", "municipio", parent=region, cvegeo="14 097")
    village = make(carla, "Localidad", "localidad", parent=town, cvegeo="140970001")
    assert (town.cvegeo, village.cvegeo) == ("14097", "140970001")
    with pytest.raises(ValidationError):
        actions.update_territory(territory=town, by=carla, at=NOW, cvegeo="14098")
    with pytest.raises(ValidationError):
        make(carla, "Repetido", "municipio", parent=region, cvegeo="14097")


@pytest.mark.parametrize(
    "outline",
    [
        {"type": "Point", "coordinates": [1, 2]},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
        "no es json",
        [1, 2],
        {"type": "Polygon", "coordinates": "x"},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},  # a bow tie
        {"type": "Polygon", "coordinates": [[[0, 0], [200, 0], [200, 5], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [float("nan"), 0], [1, 5], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[True, False], ["a", 0], [1, 5], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[[[[0, 0]]]]]]},
        {"type": "MultiPolygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]},
    ],
)
def test_outlines_that_cannot_be_are_refused_with_a_reason(carla: Person, outline: Any) -> None:
    with pytest.raises(ValidationError) as error:
        make(carla, "Roto", outline=outline)
    assert error.value.message_dict["outline"][0]
    assert Territory.objects.count() == 0


def test_a_point_finds_the_deepest_territory(carla: Person, django_assert_num_queries: Any) -> None:
    town = make(carla, "Pueblo", "municipio", outline=square(0, 0, 4))
    zone = make(carla, "Zona", "zona", parent=town, outline=square(0, 0, 2))
    other = make(carla, "Otra", "zona", parent=town, outline=square(2, 0, 2))
    assert territory_at(1, 1) == zone
    assert territory_at(1, 3) == other
    assert territory_at(3, 1) == town
    assert territory_at(1, 1, level="municipio") == town
    assert territory_at(9, 9) is None
    assert territory_at(1, 2) in {zone, other}  # on the border
    with django_assert_num_queries(1):
        territory_at(1, 1)
    actions.update_territory(territory=zone, by=carla, at=NOW, is_active=False)
    assert territory_at(1, 1) == town


def test_an_outline_that_changed_is_never_answered_from_memory(carla: Person) -> None:
    zone = make(carla, "Zona", outline={"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]})
    assert territory_at(0.5, 1.9) == zone
    # The same box, another shape: the triangle leaves the point out.
    triangle = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [0, 2], [0, 0]]]}
    actions.update_territory(territory=zone, by=carla, at=NOW, outline=triangle)
    assert territory_at(0.5, 1.9) is None


def test_moving_a_territory_takes_along_what_lies_in_it(carla: Person) -> None:
    one, two = make(carla, "Uno", "municipio"), make(carla, "Dos", "municipio")
    zone = make(carla, "Zona", "zona", parent=one)
    house = make(carla, "Casa", "colonia", parent=zone)
    actions.update_territory(territory=zone, by=carla, at=NOW, parent=two)
    house.refresh_from_db()
    assert house.ancestors == [two.pk, zone.pk]
    with pytest.raises(ValidationError):
        actions.update_territory(territory=two, by=carla, at=NOW, parent=house)
    with pytest.raises(ValidationError):
        actions.update_territory(territory=two, by=carla, at=NOW, parent=two)


def test_without_change_there_is_no_event(carla: Person) -> None:
    town = make(carla, "Pueblo", outline=square(0, 0))
    before = Event.objects.count()
    actions.update_territory(territory=town, by=carla, at=NOW, name="Pueblo", outline=square(0, 0))
    assert Event.objects.count() == before


def test_the_sample_municipality_loads_once_and_tiles(carla: Person) -> None:
    assert load(carla, OUTLINES.read_bytes()) == (21, 0, 0)
    assert load(carla, OUTLINES.read_bytes()) == (0, 0, 21)
    assert ImportBatch.objects.count() == 1
    assert Territory.objects.filter(level="colonia", ancestors__len=2).count() == 12
    assert territory_at(19.0, -106.54).level in {"colonia", "barrio", "ejido", "localidad"}
    assert Territory.objects.filter(cvegeo__isnull=False).count() == 0


def test_csv_with_inegi_names_parents_in_any_order(carla: Person) -> None:
    data = "CVEGEO;NOM_LOC;NIVEL;PADRE\n140970001;Cabecera;localidad;14097\n14097;Pueblo;municipio;14\n14;Jalisco;estado;\n"
    assert load(carla, data.encode("latin-1")) == (3, 0, 0)
    village = Territory.objects.get(cvegeo="140970001")
    assert [Territory.objects.get(pk=pk).name for pk in village.ancestors] == ["Jalisco", "Pueblo"]
    changed = data.replace("Cabecera", "La Cabecera")
    assert load(carla, changed.encode()) == (0, 1, 2)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ("name,level,parent\nA,zona,Nadie\n", (2, "parent")),
        ("name,level,parent\nA,zona,B\nB,zona,A\n", (2, "parent")),
        ("name,level\nA,zona\nA,zona\n", (3, "name")),
        ("name,level\n,zona\n", (2, "name")),
        ("name,level,cvegeo\nA,zona,99\n", (2, "cvegeo")),
        ("nombre\nA\n", (1, "level")),
        ("name,level,parent\nX,zona,\nX,colonia,\nY,colonia,X\n", (4, "parent")),
    ],
)
def test_wrong_rows_are_named_and_nothing_is_imported(carla: Person, data: str, place: tuple[int, str]) -> None:
    with pytest.raises(ImportRefused) as error:
        load(carla, data.encode())
    assert place in {(row.row, row.column) for row in error.value.rows}
    assert Territory.objects.count() == 0
    assert ImportBatch.objects.count() == 0


def test_a_broken_outline_in_a_feature_is_named(carla: Person) -> None:
    fc = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"name": "A", "level": "zona"}, "geometry": square(0, 0)},
            {
                "type": "Feature",
                "properties": {"name": "B", "level": "zona"},
                "geometry": {"type": "Point", "coordinates": [0, 0]},
            },
            {"type": "Feature", "properties": None, "geometry": None},
            7,
        ],
    }
    with pytest.raises(ImportRefused) as error:
        load(carla, json.dumps(fc).encode())
    assert {(row.row, row.column) for row in error.value.rows} == {
        (2, "geometry"),
        (3, "properties"),
        (4, "properties"),
    }
    assert Territory.objects.count() == 0


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b"{}",
        b'{"type": "FeatureCollection"}',
        b'{"type":"FeatureCollection","features":7}',
        b"{" * 100_000,
        b"",
        b"\xff\xfe\x00",
    ],
)
def test_strange_files_are_refused(carla: Person, data: bytes) -> None:
    with pytest.raises(ImportRefused):
        load(carla, data)


def test_names_and_codes_find_territories(carla: Person) -> None:
    town = make(carla, "Ahualulco de Mercado", "municipio", cvegeo="14003")
    make(carla, "Centro", parent=town)
    make(carla, "Centro", "barrio", parent=town)
    assert find_territory("AHUALULCO DE MERCADO") == town
    assert find_territory("14003") == town
    assert find_territory("Centro") is None  # two of them
    assert find_territory("") is None


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_never_make_a_circle(carla: Person) -> None:
    """Each of two threads puts one territory into the other; without the advisory lock of the tree both succeed."""
    one, two = make(carla, "Uno"), make(carla, "Dos")
    barrier, errors = threading.Barrier(2), []

    def move(territory: Territory, parent: Territory) -> None:
        barrier.wait()
        try:
            fresh = Territory.objects.get(pk=parent.pk)
            actions.update_territory(territory=territory, by=carla, at=NOW, parent=fresh)
        except ValidationError as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=move, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    parents = dict(Territory.objects.values_list("pk", "parent_id"))
    assert sorted(parents.values(), key=str) != sorted([one.pk, two.pk], key=str)
    assert len(errors) == 1
