"""Co-creation tables: options from a problem tree, ranked by those present, published with the counts."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from participation.access.verdict import ActDenied
from participation.models import Event, Link, Person, Subject
from processes.agreements.actions import make_agreement
from processes.cocreation.tables import actions, policies
from processes.cocreation.tables.ranking import ranked
from processes.cocreation.trees.actions import add_node, grow_tree, publish_tree
from processes.encounters.actions.door import walk_in
from processes.models import Component, Encounter, ProblemTree, RankingSheet, Solution, Table
from tests.factories import make_component
from tests.personas import NOW, client_of
from tests.processes.cocreation.making import make_contributions
from tests.processes.encounters.town import make_encounter
from tests.races import at_once

pytestmark = pytest.mark.django_db
OPTIONS = ("Cambiar las lámparas por luz blanca", "Una cuadrilla que las revise cada mes", "Un teléfono para avisar")


def make_table(by: Person, *, walked: int = 3, options: int = 3, ranking: bool = False) -> Table:
    """Make a table that began an hour ago, with its tree, its options and who walked in."""
    heard = make_contributions()
    tree = grow_tree(component=heard, problem="El mercado está a oscuras", by=by, at=NOW)
    for side in ("cause", "effect"):
        add_node(tree=tree, side=side, text=f"Una {side}", by=by, at=NOW)
    publish_tree(tree=tree, by=by, at=NOW)
    meetings = make_component(heard.process, "encounters", slug="mesas", title="Mesas de trabajo")
    encounter = make_encounter(
        by, Component.objects.with_clock().get(pk=meetings.pk), kind="table", starts_at=NOW - timedelta(hours=1),
        at=NOW - timedelta(days=2), title="Mesa de luz",
    )  # fmt: skip
    for _number in range(walked):
        walk_in(encounter=encounter, sector="public", act_id=uuid.uuid4(), by=by, at=NOW)
    table = actions.set_table(encounter=encounter, tree=tree, by=by, at=NOW)
    for title in OPTIONS[:options]:
        actions.add_solution(table=table, title=title, by=by, at=NOW)
    if ranking:
        actions.open_ranking(table=table, by=by, at=NOW)
    return Table.objects.get(pk=table.pk)


def keys(table: Table) -> list[int]:
    """Return the keys of its options, in their order."""
    return list(table.solutions.order_by("number").values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("sheets", "points", "places"),
    [
        ([[1, 2, 3], [1, 3, 2], [2, 1, 3]], {1: 8, 2: 6, 3: 4}, {1: 1, 2: 2, 3: 3}),
        ([[1], [2, 1]], {1: 5, 2: 3, 3: 0}, {1: 1, 2: 2, 3: 3}),
        ([[1, 2], [2, 1]], {1: 5, 2: 5, 3: 0}, {1: 1, 2: 1, 3: 3}),
        ([], {1: 0, 2: 0, 3: 0}, {1: 1, 2: 1, 3: 1}),
    ],
)
def test_the_count(sheets: list[list[int]], points: dict[int, int], places: dict[int, int]) -> None:
    """The first of three gets three points; what is left out none; the same points share a place."""
    found = ranked([1, 2, 3], sheets)
    assert {row.key: row.points for row in found} == points
    assert {row.key: row.place for row in found} == places
    assert all(sum(row.places) <= len(sheets) for row in found)


def test_a_table_from_its_tree_to_an_agreement(carla: Person, elena: Person, ana: Person, clock: object) -> None:
    """With plain pages: options, sheets of those present, the result with its counts, and what was agreed on one."""
    table = make_table(carla, options=0)
    browser, pk = client_of(elena), table.encounter_id
    desk = f"/mesa/mesas-de-trabajo/{pk}/"
    for title in OPTIONS:
        assert browser.post(f"{desk}opcion/", {"title": title, "text": "La oficina de alumbrado"}).status_code == 302
    one, two, three = keys(table)
    assert Client().get(f"/opciones-de-solucion/{one}/").status_code == 404
    assert browser.get(f"{desk}paso/jerarquizar/").status_code == 200
    browser.post(f"{desk}paso/jerarquizar/")
    tree = ProblemTree.objects.get()
    subjects = set(Solution.objects.values_list("subject", flat=True))
    assert set(Link.objects.filter(source=tree.subject).values_list("outcome", flat=True)) == subjects
    assert browser.post(f"{desk}hojas/", {f"place_{one}": 1, f"place_{two}": 1}).status_code == 422
    assert browser.post(f"{desk}hojas/", {f"place_{one}": 1, f"place_{two}": 3}).status_code == 422
    browser.post(f"{desk}hojas/", {f"place_{one}": 1, f"place_{two}": 2, f"place_{three}": 3})
    browser.post(f"{desk}hojas/", {f"place_{two}": 1})
    browser.post(f"{desk}hojas/", {f"place_{three}": 1})
    browser.post(f"/mesa/mesas-de-trabajo/hojas/{RankingSheet.objects.latest('pk').pk}/quitar/")
    browser.post(f"{desk}hojas/", {f"place_{two}": 1, f"place_{one}": 2})
    refused = browser.post(f"{desk}hojas/", {f"place_{two}": 1})
    assert refused.status_code == 422
    assert table.sheets.count() == 3
    preview = browser.get(f"{desk}paso/resultado/").content.decode()
    assert preview.index(OPTIONS[1]) < preview.index(OPTIONS[0])
    browser.post(f"{desk}paso/resultado/")
    assert list(Solution.objects.order_by("number").values_list("points", "place", "places")) == [
        (5, 2, [1, 1, 0]), (8, 1, [2, 1, 0]), (1, 3, [0, 0, 1]),
    ]  # fmt: skip
    page = Client().get(f"/encuentros/{pk}/").content.decode()
    assert "3 de 3 personas presentes" in page
    assert page.index(OPTIONS[1]) < page.index(OPTIONS[0]) < page.index(OPTIONS[2])
    told = Client().get("/api/v1/solutions/").json()["results"]
    assert [(row["number"], row["place"], row["points"], row["present"]) for row in told] == [
        (1, 2, 5, 3), (2, 1, 8, 3), (3, 3, 1, 3),
    ]  # fmt: skip
    best = Solution.objects.get(place=1)
    made = make_agreement(
        parent=best.subject, title="Una cuadrilla", text="Desde mayo", due_on=(NOW + timedelta(days=60)).date(),
        responsible="Alumbrado",
        by=carla, at=NOW,
    )  # fmt: skip
    assert Link.objects.get(outcome=made.subject).source_id == best.subject_id
    led = f"/mesa/opciones-de-solucion/{best.pk}/resultado/"
    said = {"address": tree.subject.path, "kind": "inspired", "explanation": "Se corrigió el árbol."}
    assert client_of(ana).post(led, said).status_code == 403
    assert browser.post(led, {**said, "address": "https://otro.example/"}).status_code == 422
    assert browser.post(led, said).status_code == 302
    assert Link.objects.filter(source=best.subject, outcome=tree.subject).count() == 1
    page = Client().get(f"/opciones-de-solucion/{best.pk}/").content.decode()
    assert "Lugar 1 de 3" in page
    assert "Una cuadrilla" in page
    assert "Una cuadrilla</a>" in Client().get(f"/encuentros/{pk}/").content.decode()
    Subject.objects.filter(pk=tree.subject_id).update(state="hidden")
    for path in (f"/encuentros/{pk}/", f"/opciones-de-solucion/{best.pk}/"):
        assert tree.problem not in Client().get(path).content.decode()


def test_what_is_published_can_be_corrected(carla: Person) -> None:
    """Options go back to being written while nobody ranked them; a result is taken back with a reason."""
    table = make_table(carla, ranking=True)
    given = {"by": carla, "at": NOW}
    actions.reopen_options(table=table, **given)
    assert not Link.objects.exists()
    assert {each.subject.state for each in Solution.objects.select_related("subject")} == {"draft"}
    gone = Solution.objects.get(number=3)
    actions.remove_solution(solution=gone, **given)
    actions.change_solution(solution=Solution.objects.get(number=1), title="Lámparas nuevas", **given)
    actions.open_ranking(table=table, **given)
    one, two = keys(table)[:2]
    with pytest.raises(ValidationError):
        actions.enter_sheet(table=table, order=[gone.pk], **given)
    actions.enter_sheet(table=table, order=[one, two], **given)
    with pytest.raises(ActDenied, match="hojas"):
        actions.reopen_options(table=table, **given)
    actions.publish_result(table=table, **given)
    with pytest.raises(ValidationError):
        actions.take_back_result(table=table, reason=" ", **given)
    actions.take_back_result(table=table, reason="Faltaba una hoja", **given)
    assert set(Solution.objects.values_list("points", "place")) == {(None, None)}
    assert Event.objects.filter(name="processes.table.result_taken_back").get().payload["reason"] == "Faltaba una hoja"


def test_only_who_is_present_ranks(carla: Person) -> None:
    """No sheet without people at the door, none before it began, none more than there are people."""
    table = make_table(carla, walked=0, ranking=True)
    one = keys(table)[0]
    with pytest.raises(ActDenied, match="entrada"):
        actions.enter_sheet(table=table, order=[one], by=carla, at=NOW)
    with pytest.raises(ActDenied):
        actions.publish_result(table=table, by=carla, at=NOW)
    Encounter.objects.update(starts_at=NOW + timedelta(hours=1), ends_at=NOW + timedelta(hours=2))
    table.state = "preparing"
    assert policies.may_open_ranking(carla, Table.objects.get(), at=NOW).code == "is_ranking"
    Table.objects.update(state="preparing")
    assert policies.may_open_ranking(carla, Table.objects.get(), at=NOW).code == "not_begun"


@pytest.mark.parametrize("who", ["ana", "olga"])
def test_nobody_else_works_on_it(who: str, carla: Person, request: pytest.FixtureRequest, clock: object) -> None:
    """Refused, and nothing changed."""
    table = make_table(carla)
    person, one = request.getfixturevalue(who), keys(table)[0]
    browser, desk = client_of(person), f"/mesa/mesas-de-trabajo/{table.encounter_id}/"
    for path in (
        desk, f"{desk}opcion/", f"{desk}hojas/", f"{desk}paso/jerarquizar/", f"/mesa/opciones-de-solucion/{one}/",
        f"/mesa/opciones-de-solucion/{one}/quitar/",
    ):  # fmt: skip
        assert browser.post(path, {"title": "x"}).status_code == 403, path
    given = {"by": person, "at": NOW}
    for act in (
        lambda: actions.set_table(encounter=table.encounter, tree=table.tree, **given),
        lambda: actions.open_ranking(table=table, **given),
        lambda: actions.enter_sheet(table=table, order=[one], **given),
        lambda: actions.publish_result(table=table, **given),
    ):
        with pytest.raises(ActDenied):
            act()
    assert (Table.objects.get().state, Solution.objects.count()) == ("preparing", 3)


@pytest.mark.django_db(transaction=True)
def test_two_who_enter_the_last_sheet_at_once(carla: Person, elena: Person) -> None:
    """One is refused: without the hold on the table both would count one sheet less than there is."""
    table = make_table(carla, walked=1, ranking=True)
    order = keys(table)
    done = at_once(
        *(lambda who=who: actions.enter_sheet(table=table, order=order, by=who, at=NOW) for who in (carla, elena))
    )
    assert sorted(type(each).__name__ for each in done) == ["ActDenied", "RankingSheet"]
