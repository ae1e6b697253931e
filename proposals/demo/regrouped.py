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

STAYS, JOINED = "Punto limpio para aceite, pilas y aparatos viejos", "Composta con lo que sobra del mercado"
DIVIDED = "Trámites del municipio en lengua de señas y en palabras sencillas"
PARTS = (
    (
        "Trámites del municipio en lengua de señas",
        "Que en las ventanillas con más gente haya quien interprete la lengua de señas, con horario publicado.",
    ),
    (
        "Trámites del municipio en palabras sencillas",
        "Que los requisitos y los formatos se escriban con palabras que cualquiera entienda a la primera.",
    ),
)
JUDGED = ("Guardería cerca de la zona de fábricas", "Patrullaje a pie en el barrio del mercado")


def work_on_proposals(voices: Voices, component: Component, at: datetime) -> None:
    """Join, divide and evaluate some of the proposals of a call."""
    by, done = voices.context.by, at - timedelta(hours=20)
    rows: Any = Proposal.objects.filter(component=component).select_related("subject", "author")
    found = {row.title: row for row in rows}
    merge_proposals(
        proposals=[found[JOINED]],
        into=found[STAYS],
        reason="Las dos piden dónde separar y aprovechar lo que hoy se tira. El servicio de limpia las revisa juntas y da una "
        "sola respuesta.",
        by=by,
        at=done,
    )
    parts = [content(title=title, body=body, territory=found[DIVIDED].territory) for title, body in PARTS]
    reason = "Pide dos cosas que atienden oficinas distintas; así cada una recibe su respuesta."
    split_proposal(proposal=found[DIVIDED], parts=parts, reason=reason, by=by, at=done)
    _evaluate(voices, [found[title] for title in JUDGED], done)


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
