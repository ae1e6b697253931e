"""Plans for the tests of commitments, made through the acts."""

from datetime import date, timedelta
from typing import Any

import pytest

from commitments import actions
from commitments.models import Commitment, Plan
from participation.followup import actions as engine
from participation.models import Institution, Person
from tests.factories import make_component, make_institution, make_process
from tests.personas import NOW

WHOLE: dict[str, Any] = {
    "problem": "Nadie sabe en qué se gasta.",
    "office": "Dirección de Gobierno Abierto",
    "contact_email": "abierto@ejemplo.gob.mx",
    "values": ["transparency"],
    "verification_means": "El portal publica cada contrato.",
}


def make_plan(by: Person, **fields: Any) -> Plan:
    """Make a plan of 2026 as its coordination would."""
    component = make_component(make_process(), "plan", title="Plan de acción local")
    told = {"kind": "municipal", "starts_on": date(2026, 1, 1), "ends_on": date(2027, 12, 31), **fields}
    return actions.create_plan(component=component, by=by, at=NOW - timedelta(days=300), **told)


def make_commitment(plan: Plan, by: Person, *, title: str = "Contratos a la vista", **fields: Any) -> Commitment:
    """Add a commitment that lacks nothing but its action."""
    lead = fields.pop("lead", None) or make_institution()
    actors = [{"name": lead.name, "institution": lead, "role": "lead", "sector": "government"}]
    told = {**WHOLE, "actors": actors, **fields}
    return actions.add_commitment(plan=plan, title=title, by=by, at=NOW - timedelta(days=200), **told)


def make_action(commitment: Commitment, by: Person, **fields: Any) -> Any:
    """Add an action with its last day."""
    told = {"title": "Abrir el portal de contratos", "due_on": date(2026, 12, 15), **fields}
    return engine.add_action(parent=commitment.subject.action, by=by, at=NOW - timedelta(days=150), **told)


@pytest.fixture
def office(db: None) -> Institution:
    """The institution that leads."""
    return make_institution("Tesorería")


@pytest.fixture
def plan(carla: Person) -> Plan:
    """A draft plan."""
    return make_plan(carla)


@pytest.fixture
def published(plan: Plan, carla: Person, office: Institution) -> Commitment:
    """A commitment of a plan that was published."""
    row = make_commitment(plan, carla, lead=office)
    make_action(row, carla)
    actions.publish_plan(plan=plan, by=carla, at=NOW - timedelta(days=100))
    return Commitment.objects.for_page().get(pk=row.pk)
