"""What the sample government proposes before it decides, and the steps that it names for what it answered."""

from datetime import datetime, timedelta

from participation.comments.actions import comment_on
from processes.actions import update_component
from proposals.actions.government import propose_as_institution
from proposals.actions.step import set_step
from proposals.content import content
from proposals.demo.voices import Voices
from proposals.models import Proposal
from proposals.settings import Authors

STEPS = [
    {
        "key": "en-proyecto",
        "state": "answered",
        "label": "En proyecto",
        "label_en": "Being designed",
        "description": "Se hacen los planos y se busca el dinero.",
    },
    {
        "key": "en-obra",
        "state": "answered",
        "label": "En obra",
        "label_en": "Being built",
        "description": "Ya se trabaja en el lugar.",
    },
    {
        "key": "analisis-tecnico",
        "state": "in_evaluation",
        "label": "En análisis técnico",
        "label_en": "Technical review",
        "description": "Personal técnico revisa si se puede hacer y cuánto cuesta.",
    },
]
NOTES = (
    ("en-obra", "La cuadrilla empezó el lunes en la primera cuadra. Termina en seis semanas."),
    ("en-proyecto", "Se contrató el proyecto. Los planos se publican en un mes."),
)


def name_steps(voices: Voices, answered: list[Proposal], at: datetime) -> None:
    """Name the steps of a call, and put two of its accepted proposals in them."""
    component = answered[0].component
    by = voices.context.by
    update_component(component=component, by=by, at=at, settings={"steps": STEPS})
    accepted = Proposal.objects.filter(component=component, state="answered", subject__response__verdict="accepted")
    for proposal, (key, note) in zip(accepted.order_by("pk"), NOTES, strict=False):
        set_step(proposal=proposal, step=key, note=note, by=by, at=at)


def propose_to_debate(voices: Voices, made: list[Proposal], at: datetime) -> Proposal:
    """Let the town hall propose something in the call of the plan, and people debate it."""
    component, by = made[0].component, voices.context.by
    update_component(component=component, by=by, at=at - timedelta(days=6), settings={"authors": Authors.BOTH.value})
    component.refresh_from_db()
    proposal = propose_as_institution(
        component=component,
        institution=voices.context.offices["movilidad"],
        content=content(
            title="Cerrar a los coches la calle del mercado los domingos",
            body="Proponemos que la calle del mercado sea solo para caminar los domingos de ocho a dos, durante tres "
            "meses de prueba.\n\nAntes de decidirlo queremos oír a quienes venden, viven y compran ahí: qué horario "
            "conviene, por dónde entrarían las mercancías y qué habría que arreglar primero.",
            tags=["movilidad", "mercado"],
        ),
        by=by,
        at=at - timedelta(days=5),
        is_sample=True,
    )
    crowd = voices.people.citizens
    said = (
        ("for", "Por fin se podrá caminar con carriola. Que pongan sombra."),
        ("against", "Vendo fruta y descargo a las nueve. Si cierran a las ocho, no llego."),
        ("for", "De acuerdo si las mercancías entran hasta las nueve."),
    )
    for number, (stance, text) in enumerate(said):
        comment_on(
            subject=proposal.subject,
            text=text,
            stance=stance,
            by=crowd[14 + number],
            at=at - timedelta(days=4, hours=number),
        )
    return proposal
