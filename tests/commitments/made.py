"""A plan whose pages have something on all their parts, for the sweeps over every address and every list."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from commitments import actions
from commitments.models import Commitment, Plan
from participation.followup.actions import add_action, tell
from participation.institutions.actions import create_institution
from participation.models import Institution, Person
from processes.actions import add_component
from processes.models import Process
from tests.personas import NOW


def promise(process: Process, institution: Institution, by: Person, n: int = 0, mark: str = "") -> Commitment:
    """Add a commitment to the plan of a process, which the first one makes."""
    plan = Plan.objects.for_page().filter(component__process=process).first() or _plan(process, by, mark)
    row = actions.add_commitment(
        plan=plan,
        title=f"Compromiso {n} {mark}".strip(),
        code=f"MX{n:04}",
        theme=f"Tema {n}{mark}",
        problem=f"Un problema {mark}",
        verification_means=f"Se mide {mark}",
        values=["transparency"],
        office=f"Oficina {mark}",
        contact_email="oficina@ejemplo.mx",
        actors=[
            {"name": institution.name, "institution": institution, "role": "lead"},
            {"name": f"Una red {n}{mark}", "role": "monitor", "exit_reason": f"Se fue {mark}"},
        ],
        objectives=[{"term": "short", "text": f"Un objetivo {mark}", "due_words": "invierno 2026"}],
        indicators=[{"name": f"Lo que se mide {mark}", "baseline": "1", "baseline_on": date(2026, 1, 1)}],
        risks=[{"text": f"Un riesgo {mark}"}],
        alignments=[{"framework": "sdg", "code": "16.6"}, {"framework": "state_plan", "title": f"Eje {mark}"}],
        by=by,
        at=NOW,
    )
    step = add_action(
        parent=row.subject.action, title=f"Hito {n} {mark}".strip(), due_on=date(2026, 12, 1), by=by, at=NOW
    )
    tell(action=step, text=f"Va {n} {mark}", how="going", links=[("Acta", "https://a.mx/acta")], by=by, at=NOW)
    actions.set_objective_actions(objective=row.objectives.get(), actions=[step], by=by, at=NOW)
    for days in (40, 10):
        on = NOW.date() - timedelta(days=days)
        actions.measure(indicator=row.indicators.get(), on=on, value=Decimal(days), by=by, at=NOW)
    return row


def _plan(process: Process, by: Person, mark: str) -> Plan:
    component = add_component(process=process, kind="plan", title=f"Plan {mark}".strip(), slug="plan", by=by, at=NOW)
    days: dict[str, Any] = {"starts_on": date(2026, 1, 1), "ends_on": date(2027, 12, 31)}
    plan = actions.create_plan(component=component, kind="pal", vision=f"Lo que cambia {mark}", by=by, at=NOW, **days)
    actions.set_periods(plan=plan, periods=[("Primero", date(2026, 11, 1), date(2026, 12, 1))], by=by, at=NOW)
    actions.put_down_tally(
        plan=plan, counted_by=f"Contraloría {mark}", document="Informe", rows=[("completos", 1)], by=by, at=NOW
    )
    gone = create_institution(name=f"Instituto extinto {mark}".strip(), by=by, at=NOW)
    actions.declare_succession(
        institution=gone, kind="extinguished", on=date(2025, 3, 21), legal_basis=f"Decreto {mark}", by=by, at=NOW
    )
    return plan
