"""What the officials of the demonstration do with proposals: two joined, one divided, opinions asked and handed in."""

from datetime import datetime, timedelta
from typing import Any

from participation.workdays import after_working_days, days_off, local_day
from processes.models import Component
from proposals.actions import merge_proposals, split_proposal
from proposals.actions.dossier import add_note, assign_dossiers, write_opinion
from proposals.content import content
from proposals.demo.voices import Voices
from proposals.dossier_forms import evaluators
from proposals.dossier_policies import may_judge
from proposals.models import Proposal


def work_on_proposals(voices: Voices, component: Component, at: datetime) -> None:
    """Join, divide and evaluate some of those that nobody routed yet, the least supported of a call."""
    by, done = voices.context.by, at - timedelta(hours=20)
    rows: Any = Proposal.objects.filter(component=component, state="published", subject__response__routed_at=None)
    rows = rows.filter(subject__response__published_at=None, published_at__lt=done - timedelta(days=1))
    free = list(rows.select_related("subject", "author").order_by("counts__supports", "pk")[:5])
    if len(free) < 5:
        return
    stays, joined, divided, *judged = free
    merge_proposals(
        proposals=[joined],
        into=stays,
        reason="Piden obras en el mismo tramo. Juntas se revisan en una sola visita y reciben una sola respuesta.",
        by=by,
        at=done,
    )
    parts = [
        content(title=f"{divided.title[:120]}: {what}", body=text, territory=divided.territory, tags=divided.tags)
        for what, text in (
            ("la obra", "La parte de la obra: qué se construye, dónde y quién la ejecuta."),
            ("el cuidado", "La parte del cuidado: quién la mantiene después y con qué recursos."),
        )
    ]
    reason = "Pide una obra y su mantenimiento, que responden oficinas distintas."
    split_proposal(proposal=divided, parts=parts, reason=reason, by=by, at=done)
    _evaluate(voices, judged, done)


def _evaluate(voices: Voices, proposals: list[Proposal], at: datetime) -> None:
    """Give dossiers to whoever evaluates there; the first is handed in with a private note."""
    able = [person for person in evaluators() if all(may_judge(person, each) for each in proposals)]
    due_on = after_working_days(local_day(at), 5, days_off())
    asked_for = "¿Nos toca hacerlo, y cabe en el presupuesto de este año?"
    given = {"evaluators": able[:2], "due_on": due_on, "asked_for": asked_for}
    made = assign_dossiers(proposals=proposals, by=voices.context.by, at=at, **given)
    if made:
        first, then = made[0], at + timedelta(hours=6)
        add_note(dossier=first, text="Falta confirmar con Catastro de quién es el predio.", by=first.evaluator, at=then)
        write_opinion(
            dossier=first,
            feasibility="changes",
            opinion="Se puede hacer si se acota a la primera cuadra: el resto es propiedad federal.",
            scores={"legal": 3, "technical": 5, "cost": 4, "benefit": 5},
            cost_centavos=18_500_000,
            hand_in=True,
            by=first.evaluator,
            at=then,
        )
