"""What the offices of the demonstration do with what came in: routed, given to a person, returned, joint, late."""

from datetime import datetime, timedelta

from participation.models import Person, Response
from participation.responses.actions import draft_response, return_routing, route_response
from participation.workdays import after_working_days, days_off, local_day
from processes.models import Component
from proposals.demo.voices import Voices


def route_some(voices: Voices, component: Component, at: datetime) -> None:
    """Let the front desk route what the first neighbours proposed, each with another fate."""
    context, sent = voices.context, at - timedelta(days=6)
    owed = Response.objects.filter(published_at=None, subject__parent=component.subject, owed_since__lt=sent)
    rows = owed.filter(subject__state="published").select_related("subject").order_by("pk")[:5]
    subjects = [row.subject for row in rows]
    if len(subjects) < 5:
        return
    streets, planning = context.offices["movilidad"], context.offices["planeacion"]
    clerk = Person.objects.get(email="movilidad@demo.azotea")
    soon, past = after_working_days(local_day(at), 2, days_off()), local_day(at - timedelta(days=1))
    for place, (subject, due_on) in enumerate(zip(subjects, (soon, soon, None, past, soon), strict=True)):
        route_response(
            subject=subject,
            institution=streets,
            person=clerk if place < 2 else None,
            due_on=due_on,
            note="Antes de responder, revisen si la calle ya está en el programa de obra.",
            joint=[planning] if place == 1 else (),
            by=context.by,
            at=sent,
        )
    return_routing(
        subject=subjects[2],
        reason="No es vialidad: le toca a Planeación, que tiene el inventario de espacios públicos.",
        by=clerk,
        at=at - timedelta(days=2),
    )
    draft_response(
        subject=subjects[4],
        verdict="partly",
        reasons="La mitad de la calle entra en el programa de este año; la otra mitad, en el del siguiente.",
        reference=f"DM/{at.year}/118",
        signer="Ernesto Villaseñor, Dirección de Movilidad",
        by=clerk,
        at=at - timedelta(days=1),
    )
