"""Pages of plans and commitments: what anybody reads, and what their coordination does."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from commitments import actions
from commitments.models import Commitment, Plan
from participation.followup import actions as engine
from participation.models import Action, Institution, Person
from tests.commitments.conftest import make_commitment
from tests.personas import NOW, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def page(address: str, client: Client | None = None) -> str:
    """Return a page that answers."""
    response = (client or Client()).get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


def test_the_tablero_shows_states_periods_and_what_lacks(published: Commitment, carla: Person) -> None:
    plan = published.plan
    periods = [("Primero", date(2026, 6, 1), date(2026, 7, 1)), ("Segundo", date(2026, 11, 1), date(2026, 12, 1))]
    actions.set_periods(plan=plan, periods=periods, by=carla, at=NOW)
    action = Action.objects.get(followed=published.subject, parent__isnull=False)
    engine.report_progress(action=action, text="Ya hay un portal de prueba.", by=carla, at=NOW - timedelta(days=1))
    actions.add_commitment(plan=plan, title="Sin nada", reason="Faltaba.", by=carla, at=NOW)
    told = page(plan.component.subject.path)
    for words in ("Contratos a la vista", "Aún sin informes", "reportó", "Primero", "Segundo", "0 de 1", "Sin nada"):
        assert words in told, words
    assert "A 1 compromiso le falta algo" in told
    assert "Sin nada" not in page(plan.component.subject.path + "?estado=under_way").split('id="tablero"')[1]


@pytest.mark.parametrize("query", ["?estado=x", "?tema=x", "?institucion=%00", "?tema=99999999999999999999"])
def test_a_filter_that_is_none_is_refused(plan: Plan, query: str) -> None:
    assert Client().get(plan.component.subject.path + query).status_code == 400


def test_the_tablero_is_narrowed(plan: Plan, carla: Person, office: Institution) -> None:
    make_commitment(
        plan, carla, title="El primero", lead=office, theme="Agua", alignments=[{"framework": "sdg", "code": "6.1"}]
    )
    make_commitment(plan, carla, title="El segundo", theme="Aire")
    path = plan.component.subject.path
    theme = plan.themes.get(title="Agua").pk
    for query in (f"?tema={theme}", f"?institucion={office.pk}", "?ods=6", "?ods=6.1"):
        shown = page(path + query)
        assert ("El primero</a>" in shown.split("<thead>")[1], "El segundo</a>" in shown.split("<thead>")[1]) == (
            True,
            False,
        )
    assert Client().get(path + "?ods=99").status_code == 404


def test_a_commitment_tells_everything_that_was_promised(published: Commitment, carla: Person) -> None:
    actions.update_commitment(
        commitment=published,
        reason="Se completa.",
        objectives=[{"term": "medium", "text": "Que <b>todo</b> se sepa", "due_words": "al finalizar el sexenio"}],
        risks=[{"text": "Cambio de gobierno"}],
        indicators=[
            {"name": "Contratos publicados", "baseline": "0", "baseline_on": "2026-01-01", "target": "100"},
        ],
        alignments=[{"framework": "sdg", "code": "16.6"}, {"framework": "national_plan", "title": "Eje I"}],
        by=carla,
        at=NOW,
    )
    actions.measure(indicator=published.indicators.get(), on=date(2026, 6, 1), value=40, by=carla, at=NOW)  # type: ignore[arg-type]
    told = page(f"/compromisos/{published.pk}/")
    expected = [
        "Contratos a la vista", "Tesorería", "abierto@ejemplo.gob.mx", "Nadie sabe en qué se gasta.", "al finalizar el sexenio",
        "Que &lt;b&gt;todo&lt;/b&gt; se sepa", "Ninguna acción lo atiende todavía", "Cambio de gobierno", "Contratos publicados", "<polyline",
        "16.6", "Eje I", "El portal publica cada contrato.", "Abrir el portal de contratos",
    ]  # fmt: skip
    assert [words for words in expected if words not in told] == []
    assert "<b>todo</b>" not in told
    assert "csrfmiddlewaretoken" not in told


def test_what_became_of_an_institution_is_said_beside_its_name(
    published: Commitment, carla: Person, office: Institution
) -> None:
    actions.declare_succession(
        institution=office,
        kind="extinguished",
        on=date(2026, 3, 21),
        legal_basis="Decreto del 20 de marzo",
        by=carla,
        at=NOW,
    )
    told = page(f"/compromisos/{published.pk}/")
    assert "extinguida" in told
    assert "Decreto del 20 de marzo" in told


def test_what_is_not_there_is_not_found(plan: Plan) -> None:
    for address in (
        "/compromisos/99999999999999999999/", "/compromisos/0/", "/compromisos/planes/0/plan.csv",
        f"/compromisos/planes/{plan.pk}/plan.exe", "/mesa/compromisos/planes/0/",
    ):  # fmt: skip
        assert Client().get(address).status_code in {302, 404}, address


def test_a_draft_of_a_hidden_process_is_nobodys(plan: Plan, carla: Person, ana: Person) -> None:
    row = make_commitment(plan, carla)
    process = plan.component.process
    for subject in (process.subject, plan.component.subject):
        subject.state = "draft"
        subject.save()
    for client in (Client(), client_of(ana)):
        for address in (f"/compromisos/{row.pk}/", f"/compromisos/planes/{plan.pk}/plan.csv"):
            assert client.get(address).status_code == 404
    assert client_of(carla).get(f"/compromisos/{row.pk}/").status_code == 200


def test_the_coordination_sets_up_a_plan_and_publishes_it(carla: Person, office: Institution) -> None:
    from tests.factories import make_component, make_process

    component, client = make_component(make_process(), "plan", title="Plan nuevo"), client_of(carla)
    assert "Prepara el plan" in page(component.subject.path, client)
    days = {"kind": "pal", "starts_on": "2026-01-01", "ends_on": "2027-01-01"}
    assert client.post(f"/mesa/compromisos/actividad/{component.pk}/", days).status_code == 302
    plan = Plan.objects.get(component=component)
    client.post(f"/mesa/compromisos/planes/{plan.pk}/nuevo/", {"title": "Agua medida", "problem": "No hay agua.",
        "values": ["participation"], "office": "Agua", "contact_phone": "33 0000 0000", "verification_means": "Se mide."})  # fmt: skip
    row = Commitment.objects.get(plan=plan)
    rows = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "Tesorería", "form-0-role": "lead",
            "form-0-institution": office.slug}  # fmt: skip
    assert client.post(f"/mesa/compromisos/{row.pk}/partes/actors/", rows).status_code == 302
    assert row.actors.get().institution == office
    assert "Le falta" in page(f"/mesa/compromisos/planes/{plan.pk}/", client)
    refused = client.post(f"/mesa/compromisos/planes/{plan.pk}/publicar/")
    assert refused.status_code == 200
    engine.add_action(
        parent=row.subject.action, title="Medir", due_on=date(2026, 12, 1), institution=office, by=carla, at=NOW
    )
    assert client.post(f"/mesa/compromisos/planes/{plan.pk}/publicar/").status_code == 302
    assert Plan.objects.get(pk=plan.pk).state == "published"


DESKS = [
    "mesa/compromisos/planes/{plan}/", "mesa/compromisos/planes/{plan}/publicar/", "mesa/compromisos/planes/{plan}/cerrar/",
    "mesa/compromisos/planes/{plan}/reabrir/", "mesa/compromisos/planes/{plan}/periodos/", "mesa/compromisos/planes/{plan}/cuenta/",
    "mesa/compromisos/planes/{plan}/traer/", "mesa/compromisos/planes/{plan}/nuevo/", "mesa/compromisos/{pk}/editar/",
    "mesa/compromisos/{pk}/retirar/", "mesa/compromisos/{pk}/partes/actors/", "mesa/compromisos/{pk}/partes/indicators/",
    "mesa/compromisos/actividad/{component}/", "mesa/compromisos/actores/{actor}/salida/",
]  # fmt: skip


def test_desks_are_for_whoever_coordinates(published: Commitment, carla: Person, ana: Person, dario: Person) -> None:
    keys = {"plan": published.plan_id, "pk": published.pk, "component": published.plan.component_id,
            "actor": published.actors.get().pk}  # fmt: skip
    before = Commitment.objects.values().get()
    clients = {name: client_of(person) for name, person in {"ana": ana, "dario": dario, "carla": carla}.items()}
    for desk in DESKS:
        address = "/" + desk.format(**keys)
        assert clients["carla"].get(address).status_code == 200, address
        for name in ("ana", "dario"):
            assert clients[name].get(address).status_code == 403, address
            if desk.count("/") > 4:
                assert clients[name].post(address, {"reason": "x"}).status_code == 403, address
        assert Client().get(address).status_code == 302
    assert Commitment.objects.values().get() == before
