"""A plan with two commitments, an assessor whom a council appointed, and the two reviews of seed 003 in short."""

from typing import Any

from commitments.models import Assessment, Assessor, Commitment, Plan
from commitments.reviews.actions import Verdict, appoint_assessor, declare_conflict, record_assessment
from participation.models import Person
from participation.subjects.actions import create_subject
from tests.factories import make_component, make_institution, make_process
from tests.personas import NOW, make_person
from tests.processes.forums.help import make_council, make_session


def make_plan(**fields: Any) -> Plan:
    """Make a published plan in a process of an institution."""
    process = make_process(institution=fields.pop("institution", None) or make_institution("Contraloría"))
    component = make_component(process, kind="plan")
    given = {"kind": "municipal", "starts_on": NOW.date(), "ends_on": NOW.date(), "state": "published"}
    maker = Person.objects.filter(email="plan@example.org").first() or make_person("Plan")
    return Plan.objects.create(
        component=component, created_by=maker, created_at=NOW, published_at=NOW, **{**given, **fields}
    )


def make_commitment(plan: Plan, title: str = "Estrategia local de Estado abierto", **fields: Any) -> Commitment:
    """Make a commitment of it."""
    row = Commitment(plan=plan, title=title, created_by=plan.created_by, created_at=NOW, **fields)
    row.subject = create_subject(
        kind="commitment", title=title, path="", at=NOW, parent=plan.component.subject, state="published"
    )
    row.save()
    row.subject.path = f"/compromisos/{row.pk}/"
    row.subject.save()
    return row


def make_assessor(plan: Plan, official: Person, *, person: Person | None = None, declared: bool = True) -> Assessor:
    """Appoint somebody in a session of a council, with their declaration."""
    forum = make_council(official)
    session = make_session(forum, official, 20).encounter
    session.refresh_from_db()
    who = person or make_person("Irma")
    row = appoint_assessor(
        forum=forum, session=session, plan=plan, person=who, name="Observatorio Cívico", by=official, at=NOW
    )
    return declare_conflict(assessor=row, conflict="", by=who, at=NOW) if declared else row


def write(plan: Plan, by: Person, values: list[Verdict], **fields: Any) -> Assessment:
    """Record an assessment copied from a document, unless an assessor is named."""
    given = {"scheme": "irm-2020", "phase": "end", "title": "Informe de resultados", "assessor_name": "IRM", **fields}
    if "assessor" not in given:
        given.setdefault("document_url", "https://www.opengovpartnership.org/es/informe")
    return record_assessment(plan=plan, by=by, at=NOW, values=values, **given)
