"""Problem trees: worked on without JavaScript, published by versions, drawn and written as a list."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from participation.access.verdict import ActDenied
from participation.comments.actions import comment_on
from participation.models import Link, Person, Version
from processes.cocreation.actions.clusters import make_cluster
from processes.cocreation.trees import actions
from processes.cocreation.trees.outline import draw
from processes.models import Component, ProblemTree, TreeNode
from tests.personas import NOW, client_of
from tests.processes.cocreation.making import make_contributions
from tests.races import at_once

pytestmark = pytest.mark.django_db
PROBLEM = "Las calles alrededor del mercado están a oscuras"


@pytest.fixture
def component(db: None) -> Component:
    """An activity that is open."""
    return make_contributions()


def grown(component: Component, by: Person, **more: object) -> ProblemTree:
    """Grow a tree with a cause, a cause of it, and an effect."""
    tree = actions.grow_tree(component=component, problem=PROBLEM, by=by, at=NOW, **more)
    given = {"tree": tree, "by": by, "at": NOW}
    cause = actions.add_node(side="cause", text="Las lámparas tienen veinte años", evidence="Inventario 2025", **given)
    actions.add_node(side="cause", text="Nadie las revisa", parent=cause, **given)
    actions.add_node(side="effect", text="La gente evita pasar de noche", **given)
    return tree


def test_a_tree_is_worked_on_with_plain_pages(component: Component, elena: Person, clock: object) -> None:
    """Begun, a cause added below another, moved, taken away after a page that shows what goes; nobody else sees it."""
    browser = client_of(elena)
    browser.post(f"/mesa/sistematizacion/{component.pk}/arboles/", {"problem": PROBLEM})
    tree = ProblemTree.objects.get()
    add = f"/mesa/arboles/{tree.pk}/agregar/"
    browser.post(f"{add}?lado=cause", {"text": "Lámparas viejas", "evidence_url": "https://ejemplo.gob.mx/inventario"})
    first = TreeNode.objects.get()
    browser.post(f"{add}?lado=cause&bajo={first.pk}", {"text": "Nadie las revisa"})
    browser.post(f"{add}?lado=cause", {"text": "Cables robados"})
    last = TreeNode.objects.latest("pk")
    browser.post(f"/mesa/arboles/nodos/{last.pk}/subir/")
    assert list(tree.nodes.filter(parent=None).order_by("position").values_list("text", flat=True)) == [
        "Cables robados", "Lámparas viejas",
    ]  # fmt: skip
    assert browser.post(f"{add}?lado=cause&bajo=999", {"text": "x"}).status_code == 404
    assert browser.post(f"{add}?lado=cause", {"text": "x", "evidence_url": "javascript:alert(1)"}).status_code == 422
    assert "Nadie las revisa" in browser.get(f"/mesa/arboles/nodos/{first.pk}/quitar/").content.decode()
    browser.post(f"/mesa/arboles/nodos/{first.pk}/quitar/")
    assert list(tree.nodes.values_list("text", flat=True)) == ["Cables robados"]
    assert browser.post(f"/mesa/arboles/{tree.pk}/publicar/").status_code == 422
    assert Client().get(f"/arboles/{tree.pk}/").status_code == 404


def test_a_published_tree_is_drawn_and_told_by_versions(
    component: Component, elena: Person, ana: Person, clock: object
) -> None:
    """The page keeps what was published until it is published again, with a reason; it leads back to its cluster."""
    cluster = make_cluster(component=component, title="Luz de noche", by=elena, at=NOW)
    tree = grown(component, elena, cluster=cluster)
    actions.publish_tree(tree=tree, by=elena, at=NOW)
    page = Client().get(f"/arboles/{tree.pk}/").content.decode()
    assert page.count('<g class="is-') == 4
    assert page.count("<line x1") == 3
    assert "Inventario 2025" in page
    assert "style=" not in page.split("<main")[1].split("</main")[0]
    assert set(Link.objects.values_list("source", "outcome")) == {(cluster.subject_id, tree.subject_id)}
    node = TreeNode.objects.get(text="Nadie las revisa")
    actions.change_node(node=node, text="No hay quien las revise", by=elena, at=NOW)
    assert "Nadie las revisa" in Client().get(f"/arboles/{tree.pk}/").content.decode()
    with pytest.raises(ValidationError):
        actions.publish_tree(tree=tree, by=elena, at=NOW)
    actions.publish_tree(tree=tree, by=elena, at=NOW, reason="Se precisó una causa")
    history = Client().get(f"/temas/{tree.subject_id}/cambios/").content.decode()
    assert "Se precisó una causa" in history
    assert "Causas" in history
    assert [version.data["causes"] for version in Version.objects.order_by("number")] == [
        "- Las lámparas tienen veinte años (Inventario 2025)\n   - Nadie las revisa",
        "- Las lámparas tienen veinte años (Inventario 2025)\n   - No hay quien las revise",
    ]
    tree = ProblemTree.objects.get(pk=tree.pk)
    comment_on(subject=tree.subject, text="Falta decir de los cables", by=ana, at=NOW)
    assert "Falta decir de los cables" in Client().get(f"/arboles/{tree.pk}/").content.decode()
    told = Client().get("/api/v1/problem_trees/").json()["results"][0]
    assert told["tree"]["cause"][0]["below"][0]["text"] == "No hay quien las revise"


@pytest.mark.parametrize("who", ["ana", "dario", "olga"])
def test_nobody_else_works_on_it(
    who: str, component: Component, elena: Person, request: pytest.FixtureRequest, clock: object
) -> None:
    """Refused, and nothing changed."""
    tree = grown(component, elena)
    node = TreeNode.objects.get(side="effect")
    browser = client_of(request.getfixturevalue(who))
    for path in (
        f"{tree.pk}/", f"{tree.pk}/agregar/?lado=cause", f"{tree.pk}/publicar/", f"nodos/{node.pk}/",
        f"nodos/{node.pk}/subir/", f"nodos/{node.pk}/quitar/",
    ):  # fmt: skip
        sent = browser.post(f"/mesa/arboles/{path}", {"text": "x", "problem": "x"})
        assert sent.status_code == 403, path
    with pytest.raises(ActDenied):
        actions.grow_tree(component=component, problem="x", by=request.getfixturevalue(who), at=NOW)
    assert (ProblemTree.objects.count(), TreeNode.objects.count()) == (1, 3)


def test_a_tree_has_an_end(component: Component, elena: Person) -> None:
    """Four levels deep, and no node below one of the other side."""
    tree = actions.grow_tree(component=component, problem=PROBLEM, by=elena, at=NOW)
    parent, given = None, {"tree": tree, "by": elena, "at": NOW}
    for number in range(4):
        parent = actions.add_node(side="cause", text=f"Causa {number}", parent=parent, **given)
    for wrong in ({"side": "cause", "parent": parent}, {"side": "effect", "parent": parent}, {"side": "x"}):
        with pytest.raises(ValidationError):
            actions.add_node(text="Otra", **wrong, **given)
    drawn = draw(PROBLEM, [{"text": "x" * 200, "side": "cause", "below": []}], [])
    assert all(0 <= box.x <= drawn.width - box.width and box.y + box.height <= drawn.height for box in drawn.boxes)


@pytest.mark.django_db(transaction=True)
def test_two_who_add_the_last_node_at_once(
    component: Component, elena: Person, carla: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One is refused: without the hold on the tree both would count one node less than there is."""
    tree = grown(component, elena)
    monkeypatch.setattr(actions, "MOST_NODES", 4)
    done = at_once(
        *(
            lambda who=who: actions.add_node(tree=tree, side="cause", text="Otra causa", by=who, at=NOW)
            for who in (elena, carla)
        )
    )
    assert sorted(type(each).__name__ for each in done) == ["TreeNode", "ValidationError"]
