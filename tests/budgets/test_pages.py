"""The pages of budgets: what everybody reads, what officials do, what is refused."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from budgets.models import Assignment, Budget, Clarification, Contest, Finding, Project
from participation.models import Link, Person, Subject
from tests.budgets.pots import PARK, costed, entered, make_activity, make_contest, studied
from tests.factories import make_call, make_proposal
from tests.personas import NOW, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def body(client: Client, path: str, status: int = 200) -> str:
    """Return a page."""
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def test_an_official_sets_a_budget_up_and_announces_money(carla: Person) -> None:
    """From an empty activity to a contest that everybody sees, all by pages."""
    component = make_activity()
    page, desk = "/procesos/proceso-presupuesto/presupuesto/", f"/mesa/presupuestos/actividad/{component.pk}/"
    browser = client_of(carla)
    assert "todavía no se anuncian" in body(Client(), page)
    assert "El presupuesto" in body(browser, "/mesa/presupuestos/")
    assert "Elige las reglas" in body(browser, desk)
    assert browser.post(f"{desk}empezar/", {"shape": "nada"}).status_code == 422
    assert browser.post(f"{desk}empezar/", {"shape": "unit"})["Location"] == desk
    budget = Budget.objects.get()
    assert (budget.reach, budget.ballot["kind"], budget.rule["most"]) == ("own", "one", 1)
    assert 'value="one"' in body(browser, f"{desk}reglas/")
    given = {
        "reach": "choices", "most_contests": "2", "kind": "approval", "minimum": "1", "maximum": "4", "count": "greedy",
        "ties": "lowest-cost,lot", "minimum_votes": "10", "leftovers": "pass", "publication": "totals",
        "currency": "MXN", "categories": "Parques | Parks\nCalles", "clarification_days": "5",
        "explanation": "Eliges hasta 4.", "challenge_authority": "Tribunal Electoral",
    }  # fmt: skip
    wrong = browser.post(f"{desk}reglas/", {**given, "minimum": "5"})
    assert wrong.status_code == 422
    assert browser.post(f"{desk}reglas/", given)["Location"] == desk
    budget.refresh_from_db()
    assert budget.ballot == {"kind": "approval", "minimum": 1, "maximum": 4, "categories": {}, "order": "random"}
    assert (budget.rule["ties"], budget.rule["minimum"]) == (["lowest-cost", "lot"], "10")
    assert [row["key"] for row in budget.categories] == ["parques", "calles"]
    bad = browser.post(f"{desk}bolsas/nueva/", {"title": "Toda la ciudad", "amount": "mucho"})
    assert bad.status_code == 422
    browser.post(f"{desk}bolsas/nueva/", {"title": "Toda la ciudad", "amount": "$ 1,200,000.50"})
    contest = Contest.objects.get()
    assert contest.amount == 120_000_050
    assert "$1,200,000.50" in body(Client(), page)
    assert "Eliges hasta 4." in body(Client(), f"/presupuestos/{contest.pk}/")
    assert "$1,200,000.50" in body(Client(), "/presupuestos/")
    assert "<form" not in body(Client(), f"/presupuestos/{contest.pk}/").split("<main")[1].replace(
        '<form class="az-filters"', ""
    )
    browser.post(f"/mesa/presupuestos/bolsas/{contest.pk}/quitar/")
    assert (Contest.objects.count(), Subject.objects.get(pk=contest.subject_id).state) == (0, "withdrawn")


def test_a_citizen_enters_a_project_and_follows_its_study(
    carla: Person, elena: Person, ana: Person, bruno: Person
) -> None:
    """Entered, studied by who was asked to, found not feasible, asked to be looked at again, feasible after all."""
    contest = make_contest(carla)
    write, browser = f"/presupuestos/{contest.pk}/nuevo/", client_of(ana)
    assert "No hay proyectos" in body(Client(), f"/presupuestos/{contest.pk}/")
    body(browser, write)
    wrong = browser.post(write, {"title": "Par", "summary": "Corto"})
    assert (wrong.status_code, wrong.content.decode().count('value="Par"')) == (422, 1)
    assert client_of(ana).get(f"/presupuestos/actividad/{contest.budget.component_id}/proyecto/")["Location"] == write
    project = entered(contest, ana)
    page, desk = f"/proyectos/{project.pk}/", f"/mesa/presupuestos/proyectos/{project.pk}/"
    assert "Espera su estudio" in body(Client(), page)
    official, evaluator = client_of(carla), client_of(elena)
    assert "Parque lineal" in body(official, f"/mesa/presupuestos/bolsas/{contest.pk}/")
    official.post(f"{desk}asignar/", {"evaluator": elena.pk, "aspects": ["legal", "technical", "cost"]})
    assert "Parque lineal" in body(evaluator, "/mesa/presupuestos/estudios/")
    assert (
        evaluator.post(f"{desk}hallazgo/cost/", {"verdict": "yes", "text": "Precios de este año."}).status_code == 422
    )
    evaluator.post(f"{desk}hallazgo/cost/", {"verdict": "yes", "text": "Precios de este año.", "cost": "300,000"})
    evaluator.post(f"{desk}hallazgo/technical/", {"verdict": "yes", "text": "Se puede construir."})
    evaluator.post(f"{desk}hallazgo/legal/", {"verdict": "no", "text": "El predio es privado."})
    assert Finding.objects.get(aspect="cost").cost == 30_000_000
    assert "El predio es privado." not in body(browser, page)
    assert evaluator.get(f"{desk}decidir/").status_code == 403
    reasons = "El predio es privado y su dueño no lo vende."
    mistaken = official.post(f"{desk}decidir/", {"feasible": "yes", "reasons": reasons})
    assert (mistaken.status_code, "dice que no se puede" in mistaken.content.decode()) == (422, True)
    official.post(f"{desk}decidir/", {"feasible": "no", "reasons": reasons})
    told = body(Client(), page)
    assert "El predio es privado." in told
    assert "El Tribunal Electoral" in told
    assert "Pedir una aclaración" in body(browser, page)
    assert "Pedir una aclaración" not in body(client_of(bruno), page)
    browser.post(f"{page}aclaracion/", {"text": "El dueño ya firmó la donación del predio al municipio."})
    assert "ya firmó la donación" in body(official, desk)
    assert Assignment.objects.filter(ended_at=None).count() == 0
    answer = "Revisamos la donación firmada: el predio es del municipio."
    official.post(f"{desk}responder/", {"changes_decision": "yes", "answer": answer})
    project.refresh_from_db()
    assert (project.state, project.cost) == ("feasible", 30_000_000)
    assert Clarification.objects.get().changes_decision is True
    assert "sí se puede" in body(Client(), page).lower()
    official.post(f"{desk}reabrir/", {"reason": "Cambió el costo del terreno."})
    project.refresh_from_db()
    assert (project.state, project.cost, project.decided_at) == ("evaluation", None, None)


def test_a_proposal_becomes_a_project_with_its_link(carla: Person, ana: Person) -> None:
    """An official finds it, corrects its words, and both pages lead to each other."""
    contest = make_contest(carla)
    call = make_call()
    proposal = make_proposal(call, author=ana, title="Un parque para la colonia")
    browser = client_of(carla)
    base = f"/mesa/presupuestos/bolsas/{contest.pk}"
    assert f"propuesta={proposal.pk}" in body(browser, f"{base}/propuestas/")
    assert "No hay propuestas" in body(browser, f"{base}/propuestas/?aceptadas=1")
    form = f"{base}/proyectos/nuevo/?propuesta={proposal.pk}"
    assert 'value="Un parque para la colonia"' in body(browser, form)
    posted = {"title": "Un parque para la colonia", "summary": "Un parque con sombra y juegos.", "cost": "500000"}
    assert browser.post(form, posted)["Location"] == f"{base}/"
    project = Project.objects.get()
    assert (project.proposal_id, project.author_id, project.state, project.cost) == (
        proposal.pk, ana.pk, "feasible", 50_000_000,
    )  # fmt: skip
    assert Link.objects.get(outcome=project.subject).source_id == proposal.subject_id
    assert "Un parque para la colonia" in body(Client(), f"/proyectos/{project.pk}/")
    assert browser.post(form, posted).status_code == 422
    assert Project.objects.count() == 1


def test_lists_filter_compare_and_draw(carla: Person, ana: Person) -> None:
    """Words, state and order narrow the list; the map holds the same; strange filters are refused."""
    contest = make_contest(carla)
    park = studied(entered(contest, ana, PARK), carla)
    lamps = costed(contest, carla, cost=250_000)
    page = f"/presupuestos/{contest.pk}/"
    assert "2 proyectos" in body(Client(), page)
    found = body(Client(), f"{page}?q=luminaria&orden=baratos")
    assert ("Luminarias" in found, "Parque lineal" in found) == (True, False)
    assert "1 proyecto" in body(Client(), f"{page}?q=parques&estado=feasible")
    for query in ("estado=x", "orden=x", "tipo=x", "after=x", "q=%00", "orden=caros&after=W10"):
        assert Client().get(f"{page}?{query}").status_code in {200, 400}, query
    assert Client().get(f"{page}?estado=x").status_code == 400
    Project.objects.filter(pk=park.pk).update(latitude="20.4", longitude="-103.4")
    points = Client().get(f"{page}puntos/").json()["features"]
    assert [(point["id"], point["properties"]["title"]) for point in points] == [(park.pk, "Parque lineal · $300,000")]
    assert Client().get(f"{page}contornos/").status_code == 200
    assert 'id="mapa"' in body(Client(), f"{page}?vista=mapa")
    both = body(Client(), f"{page}comparar/?a={park.pk}&b={lamps.pk}")
    assert "$300,000" in both
    assert "$250,000" in both
    assert Client().get(f"{page}comparar/?a=999999999999").status_code == 404
    browser = client_of(carla)
    group = f"/mesa/presupuestos/bolsas/{contest.pk}/grupos/"
    browser.post(group, {"projects": [park.pk, lamps.pk], "group": "Canal"})
    assert "Solo uno de estos puede ganar" in body(Client(), f"/proyectos/{park.pk}/")


def test_who_may_not_is_told_and_changes_nothing(
    carla: Person, elena: Person, ana: Person, bruno: Person, fausto: Person
) -> None:
    """Strangers, people and evaluators meet a refusal at each desk, and nothing moves."""
    contest = make_contest(carla)
    project = entered(contest, ana)
    component = contest.budget.component_id
    desk, own = "/mesa/presupuestos/", f"/mesa/presupuestos/proyectos/{project.pk}/"
    closed = [
        f"{desk}actividad/{component}/", f"{desk}actividad/{component}/reglas/",
        f"{desk}actividad/{component}/bolsas/nueva/", f"{desk}actividad/{component}/bolsas/por-lugar/",
        f"{desk}bolsas/{contest.pk}/", f"{desk}bolsas/{contest.pk}/cambiar/", f"{desk}bolsas/{contest.pk}/quitar/",
        f"{desk}bolsas/{contest.pk}/proyectos/nuevo/", f"{desk}bolsas/{contest.pk}/propuestas/",
        f"{desk}bolsas/{contest.pk}/grupos/", own, f"{own}asignar/", f"{own}hallazgo/legal/", f"{own}decidir/",
        f"{own}reabrir/", f"/proyectos/{project.pk}/corregir/", f"/proyectos/{project.pk}/retirar/",
        f"/proyectos/{project.pk}/aclaracion/",
    ]  # fmt: skip
    before = list(Project.objects.values()), list(Contest.objects.values()), list(Budget.objects.values())
    stranger, visitor = client_of(fausto), Client()
    for path in closed:
        assert stranger.get(path).status_code == 403, path
        assert stranger.post(path, {"reason": "x", "title": "x"}).status_code in {403, 405}, path
        assert visitor.get(path).status_code == 302, path
    assert client_of(elena).post(f"{own}hallazgo/legal/", {"verdict": "no", "text": "No se puede."}).status_code == 403
    assert client_of(ana).post(f"{own}decidir/", {"feasible": "yes"}).status_code == 403
    assert (list(Project.objects.values()), list(Contest.objects.values()), list(Budget.objects.values())) == before
    assert Finding.objects.count() == 0
