"""The workbench: clusters with two readers, a log that can be undone, publishing, and one answer for all that is in."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.models import Event, Link, Notice, Person, Response
from participation.moderation.actions import decide
from participation.responses.actions import correct_response, draft_response, publish_response
from participation.responses.models import Response as Answer
from processes.cocreation.actions import clusters as acts
from processes.cocreation.answering import coverage_of
from processes.cocreation.delivered import delivered
from processes.models import Cluster, ClusterStep, Component, Contribution, Placement
from tests.personas import NOW, client_of, official
from tests.processes.cocreation.making import PAGE, confirm, fresh, light, make_contributions, said
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def component(db: None) -> Component:
    """An activity that is open."""
    return make_contributions()


@pytest.fixture
def rows(component: Component, ana: Person, bruno: Person) -> list[Contribution]:
    """Three contributions: two on light, one on water."""
    return said(component, ana, bruno)


def places(component: Component) -> set[tuple[str, str, str]]:
    """Return what is where: title of the cluster, first words, what a second person said."""
    found = Placement.objects.filter(cluster__component=component)
    return {
        (title, text[:8], review)
        for title, text, review in found.values_list("cluster__title", "contribution__text", "review")
    }


def test_the_bench_works_without_javascript(
    component: Component, rows: list[Contribution], elena: Person, clock: object
) -> None:
    """Mark and make a cluster, put one into it, take one out; each step leads back and can be undone."""
    browser, address = client_of(elena), f"/mesa/sistematizacion/{component.pk}/"
    page = browser.get(address).content.decode()
    assert all(row.text in page for row in rows)
    assert f'name="c" value="{rows[0].pk}"' in page
    assert "draggable" not in page
    made = browser.post(
        f"{address}mover/",
        {"c": [rows[0].pk, rows[1].pk], "op": "new", "title": "Luz de noche", "back": "ver=todas&x=1"},
    )
    assert (made.status_code, made["Location"]) == (302, f"{address}?ver=todas")
    cluster = Cluster.objects.get()
    browser.post(f"{address}mover/", {"c": [rows[2].pk], "to": cluster.pk})
    browser.post(f"{address}mover/", {"c": [rows[2].pk], "op": "remove", "from": cluster.pk})
    assert places(component) == {("Luz de noche", "En mi ca", ""), ("Luz de noche", "Falta lu", "")}
    page = browser.get(address).content.decode()
    assert rows[2].text in page
    assert rows[0].text not in page
    assert "Deshacerlo" in page or "Deshacer" in page
    split = {"c": [rows[1].pk], "op": "split", "from": cluster.pk, "title": "Mercado"}
    browser.post(f"{address}mover/", split)
    assert places(component) == {("Luz de noche", "En mi ca", ""), ("Mercado", "Falta lu", "")}
    assert rows[1].text in browser.get(f"{address}?parecidas={rows[0].pk}").content.decode()
    assert [step.kind for step in ClusterStep.objects.order_by("pk")] == ["made", "placed", "removed", "split"]
    assert browser.get(f"{address}bitacora/").content.decode().count("/deshacer/") == 4


def test_what_was_marked_stays_where_a_step_is_refused(
    component: Component, rows: list[Contribution], elena: Person, carla: Person, clock: object
) -> None:
    """A cluster without a name, and a dispute without a reason."""
    browser, address = client_of(elena), f"/mesa/sistematizacion/{component.pk}/"
    nameless = {"c": [rows[0].pk, rows[1].pk], "op": "new", "title": " ", "back": "ver=todas"}
    page = browser.post(f"{address}mover/", nameless, follow=True).content.decode()
    assert not Cluster.objects.exists()
    assert re.findall(r'value="(\d+)" id="c\d+" checked', page) == [str(rows[1].pk), str(rows[0].pk)]
    long = {"op": "new", "title": '"Luz" ' + "x" * 130}
    assert (
        'name="title" maxlength="120" autocomplete="off" value="&quot;Luz&quot; xxx'
        in browser.post(f"{address}mover/", long, follow=True).content.decode()
    )
    assert not Cluster.objects.exists()
    light(component, rows, elena)
    chosen = Placement.objects.latest("pk").pk
    answer = client_of(carla).post(f"{address}confirmar/", {"p": [chosen], "op": "dispute"})
    assert answer.status_code == 422
    assert f'value="{chosen}" id="p{chosen}" checked' in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("mover/", {"op": "new", "title": "x"}),
        ("mover/", {"to": "99999999999999999999"}),
        ("confirmar/", {"op": "confirm"}),
        ("publicar/", {}),
        ("escribir/", {"texts": "Una aportación más larga", "channel": "paper"}),
    ],
)
@pytest.mark.parametrize("who", ["ana", "dario", "olga"])
def test_nobody_else_works_on_it(
    who: str, path: str, data: dict[str, str], rows: list[Contribution], component: Component,
    request: pytest.FixtureRequest, clock: object,
) -> None:  # fmt: skip
    """Neither people nor moderators nor observers: refused, and nothing changed."""
    before = (Cluster.objects.count(), Placement.objects.count(), Contribution.objects.count())
    browser = client_of(request.getfixturevalue(who))
    assert browser.post(f"/mesa/sistematizacion/{component.pk}/{path}", data).status_code == 403
    assert (Cluster.objects.count(), Placement.objects.count(), Contribution.objects.count()) == before


@pytest.mark.parametrize(
    "strange",
    [
        "?ver=x",
        "?grupo=x",
        "?grupo=9999999999999999999",
        "?parecidas=%00",
        "?q=%00",
        "?after=x",
        "?tema=%00",
        "?c=x&c=%00&title=%00",
    ],
)
def test_strange_addresses_are_no_error_of_ours(
    strange: str, component: Component, rows: list[Contribution], elena: Person, clock: object
) -> None:
    """400 or 404, or nothing found."""
    status = client_of(elena).get(f"/mesa/sistematizacion/{component.pk}/{strange}").status_code
    assert status in {200, 400, 404}
    assert Client().get(f"{PAGE}aportaciones/{strange}").status_code in {200, 400, 404}


def test_a_second_person_confirms_or_disputes(
    component: Component, rows: list[Contribution], elena: Person, carla: Person, clock: object
) -> None:
    """Never whoever put it there, nor of one's own words; a dispute says why, and can be settled later."""
    light(component, rows, elena)
    first, second = Placement.objects.order_by("pk")
    with pytest.raises(ActDenied) as denied:
        confirm(component, elena)
    assert denied.value.denial.code == "own_placement"
    author = official("Aura", "evaluator")
    Contribution.objects.filter(pk=rows[0].pk).update(author=author)
    with pytest.raises(ActDenied):
        acts.confirm_placements(component=component, placements=[first.pk], by=author, at=NOW)
    with pytest.raises(ValidationError):
        acts.dispute_placements(component=component, placements=[first.pk], reason=" ", by=carla, at=NOW)
    browser, address = client_of(carla), f"/mesa/sistematizacion/{component.pk}/confirmar/"
    assert rows[0].text in browser.get(address).content.decode()
    browser.post(address, {"p": [first.pk], "op": "dispute", "reason": "Habla de baches"})
    browser.post(address, {"p": [second.pk], "op": "confirm"})
    assert "Habla de baches" in client_of(elena).get(f"{address}?ver=disputadas").content.decode()
    assert places(component) == {("Luz de noche", "En mi ca", "disputed"), ("Luz de noche", "Falta lu", "confirmed")}
    kept = Placement.objects.get(review="disputed")
    acts.confirm_placements(component=component, placements=[kept.pk], by=carla, at=NOW)
    assert {review for _title, _text, review in places(component)} == {"confirmed"}


def test_every_step_can_be_undone_in_turn(
    component: Component, rows: list[Contribution], elena: Person, carla: Person
) -> None:
    """Undone from the last to the first all is as it was; out of turn it is refused where it would hurt."""
    cluster = light(component, rows, elena)
    seen = [places(component)]
    confirm(component, carla)
    seen.append(places(component))
    other = acts.make_cluster(
        component=component, title="Agua", by=elena, at=NOW, contributions=[rows[2].pk, rows[0].pk]
    )
    seen.append(places(component))
    acts.merge_clusters(cluster=other, into=cluster, by=elena, at=NOW)
    assert places(component) == {
        ("Luz de noche", "En mi ca", "confirmed"), ("Luz de noche", "Falta lu", "confirmed"),
        ("Luz de noche", "El agua ", ""),
    }  # fmt: skip
    seen.append(places(component))
    acts.rename_cluster(cluster=cluster, title="Luz y agua", summary="Servicios", by=elena, at=NOW)
    steps = list(ClusterStep.objects.order_by("-pk"))
    with pytest.raises(ActDenied) as denied:
        acts.undo_step(step=steps[2], by=elena, at=NOW)
    assert denied.value.denial.code == "changed_since"
    for step, before in zip(steps, [*reversed(seen), set()], strict=True):
        acts.undo_step(step=step, by=elena, at=NOW)
        acts.undo_step(step=step, by=elena, at=NOW)
        assert places(component) == before
    assert set(Cluster.objects.values_list("state", "merged_into")) == {("discarded", None)}
    assert ClusterStep.objects.filter(undone_at=None).count() == 0


def test_published_clusters_are_read_by_everybody(
    component: Component, rows: list[Contribution], ana: Person, elena: Person, carla: Person, clock: object
) -> None:
    """Only once a second person confirmed; each contribution leads to its cluster, and what is in none stays in view."""
    cluster = light(component, rows, elena)
    with pytest.raises(ActDenied) as denied:
        acts.publish_clusters(component=component, by=carla, at=NOW)
    assert denied.value.denial.code == "not_confirmed"
    assert Client().get(f"/que-nos-dijeron/{cluster.pk}/").status_code == 404
    confirm(component, carla)
    client_of(carla).post(f"/mesa/sistematizacion/{component.pk}/publicar/")
    page = Client().get(f"{PAGE}que-nos-dijeron/").content.decode()
    assert "Luz de noche" in page
    assert "2 de 3 aportaciones" in page
    assert "Ver la 1 que no está" in page
    assert rows[0].text in Client().get(f"/que-nos-dijeron/{cluster.pk}/").content.decode()
    assert "Luz de noche" in Client().get(f"/aportaciones/{rows[0].pk}/").content.decode()
    inside = Client().get("/api/v1/clusters/").json()["results"][0]
    assert inside["contributions"] == inside["confirmed"] == [rows[0].pk, rows[1].pk]
    assert set(Link.objects.values_list("source", "outcome", "kind")) == {
        (row.subject_id, cluster.subject_id, "merged") for row in rows[:2]
    }
    relay(at=NOW)
    assert Notice.objects.filter(person=ana, event__name="processes.clusters.published").count() == 1
    acts.merge_clusters(
        cluster=cluster, into=acts.make_cluster(component=component, title="Servicios", by=elena, at=NOW),
        by=elena, at=NOW,
    )  # fmt: skip
    confirm(component, carla)
    acts.publish_clusters(component=component, by=carla, at=NOW)
    moved = Client().get(f"/que-nos-dijeron/{cluster.pk}/")
    assert (moved.status_code, moved["Location"]) == (302, f"/que-nos-dijeron/{cluster.pk + 1}/")


def answer(cluster: Cluster, by: Person, verdict: str = "accepted") -> None:
    """Prepare and publish the answer to a cluster."""
    cluster.refresh_from_db()
    draft_response(subject=cluster.subject, verdict=verdict, reasons="Se cambian las lámparas.", by=by, at=NOW)
    publish_response(subject=cluster.subject, by=by, at=NOW)


def published(component: Component, rows: list[Contribution], one: Person, two: Person) -> Cluster:
    """Make, confirm and publish the cluster on light."""
    cluster = light(component, rows, one)
    confirm(component, two)
    acts.publish_clusters(component=component, by=two, at=NOW)
    return cluster


def test_one_answer_answers_all_that_is_in_the_cluster(
    component: Component, rows: list[Contribution], ana: Person, bruno: Person, elena: Person, carla: Person,
    clock: object,
) -> None:  # fmt: skip
    """Each contribution has it, each contributor is told once, the percent is the headline; later ones get it too."""
    cluster = published(component, rows, elena, carla)
    assert [row.subject_id for row in Answer.objects.at_desk(carla).order_by("subject")] == sorted(
        [rows[2].subject_id, cluster.subject_id]
    )
    answer(cluster, carla)
    told = Response.objects.filter(subject__contribution__in=rows[:2])
    assert set(told.values_list("verdict", "reasons", "through")) == {
        ("accepted", "Se cambian las lámparas.", cluster.subject_id)
    }
    assert (coverage_of(component).percent, coverage_of(component).orphans) == (66, 1)
    assert "66 %" in Client().get(PAGE).content.decode()
    assert "Se cambian las lámparas." in Client().get(f"/aportaciones/{rows[1].pk}/").content.decode()
    relay(at=NOW)
    notices = Notice.objects.filter(event__name="participation.response.published")
    assert sorted(notices.values_list("person", flat=True)) == sorted([ana.pk, bruno.pk])
    changed = Event.objects.get(name="participation.response.published").changes
    assert len([pk for name, pk in changed if name == "responses"]) == 3
    with pytest.raises(ActDenied) as denied:
        acts.remove_contributions(cluster=cluster, contributions=[rows[0].pk], by=elena, at=NOW)
    assert denied.value.denial.code == "answered"
    acts.place_contributions(cluster=cluster, contributions=[rows[2].pk], by=elena, at=NOW)
    assert coverage_of(component).percent == 100
    correct_response(
        subject=cluster.subject, verdict="partly", reasons="Solo en el mercado.", reason="Faltó decir dónde", by=carla,
        at=NOW,
    )  # fmt: skip
    assert set(Response.objects.values_list("verdict", flat=True)) == {"partly"}
    assert client_of(ana).post(f"/aportaciones/{rows[0].pk}/retirar/").status_code == 403


def test_what_was_answered_by_itself_keeps_its_answer(
    component: Component, rows: list[Contribution], elena: Person, carla: Person
) -> None:
    """The answer of the cluster does not take its place."""
    draft_response(subject=rows[0].subject, verdict="rejected", reasons="Es de otro municipio.", by=carla, at=NOW)
    publish_response(subject=rows[0].subject, by=carla, at=NOW)
    answer(published(component, rows, elena, carla), carla)
    assert list(Response.objects.filter(subject__contribution__in=rows[:2]).order_by("subject").values_list(
        "verdict", flat=True)) == ["rejected", "accepted"]  # fmt: skip


def test_an_unpublished_cluster_cannot_be_answered(
    component: Component, rows: list[Contribution], elena: Person, carla: Person
) -> None:
    """Not before everybody can read it."""
    cluster = light(component, rows, elena)
    with pytest.raises(ActDenied) as denied:
        draft_response(subject=cluster.subject, verdict="accepted", reasons="Sí", by=carla, at=NOW)
    assert denied.value.denial.code == "not_published"


@pytest.mark.parametrize("many", [1, 26])
def test_the_bench_asks_as_much_with_many(many: int, component: Component, ana: Person, elena: Person) -> None:
    """One page of it, whatever stands behind."""
    Component.objects.filter(pk=component.pk).update(settings={**component.settings, "per_person": 0})
    place = fresh(component)
    rows = [row for _n in range(many) for row in said(place, ana)]
    for number in range(many):
        acts.make_cluster(component=place, title=f"Grupo {number}", by=elena, at=NOW, contributions=[rows[number].pk])
    browser = client_of(elena)
    browser.get(f"/mesa/sistematizacion/{component.pk}/?ver=todas")
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(f"/mesa/sistematizacion/{component.pk}/?ver=todas").status_code == 200
    assert len(queries) == 10


def _steps_of_placing(queries: CaptureQueriesContext) -> int:
    return len([one for one in queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_a_step_asks_as_much_for_many(component: Component, ana: Person, elena: Person) -> None:
    """Putting one or twenty-five contributions into a cluster costs the same number of statements."""
    Component.objects.filter(pk=component.pk).update(settings={**component.settings, "per_person": 0})
    place = fresh(component)
    rows = [row for _n in range(9) for row in said(place, ana)]
    cluster = acts.make_cluster(component=place, title="Grupo", by=elena, at=NOW)
    counts = []
    for chosen in (rows[:1], rows[1:26]):
        with CaptureQueriesContext(connection) as queries:
            acts.place_contributions(cluster=cluster, contributions=[row.pk for row in chosen], by=elena, at=NOW)
        counts.append(_steps_of_placing(queries))
    assert counts[0] == counts[1] <= 16


@pytest.mark.django_db(transaction=True)
def test_two_readers_at_once_confirm_once(
    component: Component, rows: list[Contribution], elena: Person, carla: Person
) -> None:
    """One confirms, the other finds it confirmed: without the hold on the activity, the second one is refused,
    as if somebody had changed what it never touched, instead of an act without effect.
    """
    light(component, rows, elena)
    third = official("Tomás", "evaluator")
    keys = list(Placement.objects.values_list("pk", flat=True))
    done = at_once(
        *(
            lambda who=who: acts.confirm_placements(component=component, placements=keys, by=who, at=NOW)
            for who in (carla, third)
        )
    )
    assert sorted(done) == [0, 2]
    assert Placement.objects.filter(review="confirmed").count() == 2
    assert ClusterStep.objects.filter(kind="confirmed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_put_into_what_is_being_joined(
    component: Component, rows: list[Contribution], elena: Person, carla: Person
) -> None:
    """Whoever comes second waits: either it went along to the other cluster, or it is refused with where it went.
    Without the hold it would be left in a cluster that was joined, out of view.
    """
    cluster = light(component, rows, elena)
    other = acts.make_cluster(component=component, title="Servicios", by=elena, at=NOW)
    at_once(
        lambda: acts.merge_clusters(cluster=cluster, into=other, by=elena, at=NOW),
        lambda: acts.place_contributions(cluster=cluster, contributions=[rows[2].pk], by=carla, at=NOW),
    )
    assert not Placement.objects.filter(cluster=cluster).exists()
    assert Placement.objects.filter(cluster=other).count() in {2, 3}


@pytest.mark.django_db(transaction=True)
def test_what_is_put_in_while_the_answer_is_published_is_answered(
    component: Component, rows: list[Contribution], elena: Person, carla: Person
) -> None:
    """In either order: the answer finds it, or it finds the answer. Without the hold, in some runs, it misses both."""
    cluster = published(component, rows, elena, carla)
    cluster.refresh_from_db()
    draft_response(subject=cluster.subject, verdict="accepted", reasons="Sí", by=carla, at=NOW)
    at_once(
        lambda: publish_response(subject=Cluster.objects.get(pk=cluster.pk).subject, by=carla, at=NOW),
        lambda: acts.place_contributions(cluster=cluster, contributions=[rows[2].pk], by=elena, at=NOW),
    )
    assert coverage_of(component).percent == 100


def test_the_level_delivered_follows_from_what_happened(
    component: Component, rows: list[Contribution], elena: Person, carla: Person, clock: object
) -> None:
    """Beside the one promised: heard is 2; with nearly everything answered it is 3; nobody types it."""
    process = component.process
    page = Client().get(f"/niveles-de-participacion/{process.slug}/").content.decode()
    assert "2 · Consultar" in page
    assert "0 de 3" in page
    cluster = published(component, rows, elena, carla)
    acts.place_contributions(cluster=cluster, contributions=[rows[2].pk], by=elena, at=NOW)
    answer(cluster, carla)
    found = delivered(process, NOW)
    assert (found.level, [rung.reached for rung in found.rungs]) == (3, [True, True, True, False])
    assert Client().get("/niveles-de-participacion/no-hay/").status_code == 404


def test_what_moderation_hides_counts_no_more(
    component: Component, rows: list[Contribution], elena: Person, carla: Person
) -> None:
    """Not in the cluster, not in the percent, and the feed says that the cluster's row changed."""
    cluster = published(component, rows, elena, carla)
    decide(subject=rows[0].subject, outcome="hide", reason="insult", by=carla, at=NOW)
    assert Cluster.objects.with_sizes().get(pk=cluster.pk).size == 1
    assert coverage_of(component).total == 2
    assert ["clusters", cluster.pk] in Event.objects.filter(name="processes.clusters.changed").latest(
        "at", "pk"
    ).changes
