"""The processes of the demonstration, dated around a day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from participation.models import Institution, Person, Territory
from processes.actions import (
    add_component,
    add_phase,
    create_from_template,
    create_process,
    publish_process,
    update_component,
)
from processes.dates import opening_instant
from processes.models import Component, Process
from proposals.demo.places import CITY

ZONE = "America/Mexico_City"
PLAN_STARTED = 56  # days ago: outreach 15, forums 30, and 11 days into the proposals


@dataclass(frozen=True, slots=True)
class Context:
    """Who makes the processes, where, and for which day."""

    today: date
    by: Person
    city: Territory
    offices: dict[str, Institution]

    def moment(self, days_ago: float, hour: int = 9) -> datetime:
        """Return a local moment so many days ago (whole days; negative ones are still to come)."""
        return datetime.combine(self.today - timedelta(days=days_ago), time(hour), tzinfo=ZoneInfo(ZONE))


# What came of the consultation on mobility.
MOBILITY_OUTCOME: dict[str, Any] = {
    "results": (
        "Se respondió con razones a todas las propuestas. En la página de cada una se ve qué se decidió y por qué, y a "
        "dónde pasó."
    ),
    "changed": (
        "Las propuestas aceptadas pasaron al Plan Municipal de Desarrollo que se prepara ahora: ahí son el punto de "
        "partida de lo que se discute sobre movilidad."
    ),
    "lessons": (
        "Muchas familias se enteraron tarde. La próxima consulta se anuncia también en escuelas y mercados, y tiene mesas "
        "en las localidades desde la primera semana."
    ),
    "translations": {
        "en": {
            "results": (
                "Every proposal got an answer with reasons. The page of each says what was decided and why, and where it "
                "went."
            ),
            "changed": (
                "The accepted proposals went into the Municipal Development Plan that is being prepared now: there they "
                "are where the debate on mobility begins."
            ),
            "lessons": (
                "Many families heard of it late. The next consultation is announced in schools and markets too, and has "
                "tables in the localities from the first week."
            ),
        }
    },
}


def contact(key: str) -> dict[str, Any]:
    """Return whom one can ask about a process."""
    return {
        "contact_name": "Oficina de participación",
        "contact_phone": "33 0000 0001",
        "contact_email": f"{key}@ejemplo.mx",
    }


def _call(process: Process) -> Component:
    return process.components.select_related("process", "subject").get(kind="proposals")


def development_plan(context: Context) -> Component:
    """The municipal development plan: its third phase, the proposals, is open."""
    at = context.moment(PLAN_STARTED + 10)
    year = context.today.year
    process = create_from_template(
        template="plan_municipal",
        title=f"Plan Municipal de Desarrollo {year + 1}–{year + 4}",
        by=context.by,
        at=at,
        starts_on=context.today - timedelta(days=PLAN_STARTED),
        institution=context.offices["planeacion"],
        territory=context.city,
        is_sample=True,
        slug="plan-municipal-de-desarrollo",
        description=(
            f"<p>Cada tres años {CITY} escribe el plan que guía lo que hace el gobierno: qué se atiende primero, con qué "
            "metas y cómo se mide. Esta vez empieza con lo que proponen las colonias, las localidades y el ejido.</p>"
            "<p>Cada propuesta recibe una respuesta con razones antes de que el cabildo apruebe el plan.</p>"
        ),
        **contact("planeacion"),
    )
    translate(
        process,
        context,
        at,
        title=f"Municipal Development Plan {year + 1}–{year + 4}",
        description=(
            f"<p>Every three years {CITY} writes the plan that guides what the government does: what comes first, with which "
            "goals, and how it is measured. This time it begins with what colonias, localities and the ejido propose.</p>"
            "<p>Each proposal gets an answer with reasons before the council approves the plan.</p>"
        ),
    )
    publish_process(process=process, by=context.by, at=at, accept_warnings=True)
    call = _call(process)
    return update_component(component=call, by=context.by, at=at, settings={"amendments_allowed": True})


def open_government(context: Context) -> Component:
    """Municipal open government: announced, it begins in three weeks."""
    at = context.moment(5)
    process = create_from_template(
        template="gobierno_abierto",
        title="",
        by=context.by,
        at=at,
        starts_on=context.today + timedelta(days=21),
        institution=context.offices["planeacion"],
        territory=context.city,
        is_sample=True,
        slug="gobierno-abierto-municipal",
        **contact("planeacion"),
    )
    translate(
        process,
        context,
        at,
        description=(
            "<p>Government and organised citizens agree on what to open up: budget, works, council and procedures. The first "
            "step is an honest diagnosis of where the municipality stands.</p>"
        ),
        own=(
            "<p>Gobierno y ciudadanía organizada acuerdan qué abrir: presupuesto, obras, cabildo y trámites. El primer paso es "
            "un diagnóstico honesto de dónde estamos.</p>"
        ),
    )
    publish_process(process=process, by=context.by, at=at, accept_warnings=True)
    return _call(process)


def box(context: Context) -> Component:
    """The permanent box of proposals: those with eight supports are owed an answer."""
    at = context.moment(125)
    process = create_from_template(
        template="buzon",
        title="",
        by=context.by,
        at=at,
        starts_on=context.today - timedelta(days=120),
        institution=context.offices["planeacion"],
        territory=context.city,
        is_sample=True,
        slug="buzon-de-propuestas",
        **contact("planeacion"),
    )
    translate(
        process,
        context,
        at,
        description=(
            "<p>For what cannot wait for a consultation: a pothole, a timetable, an idea for your street. With eight supports "
            "the office in charge owes an answer within 15 working days.</p>"
        ),
        own=(
            "<p>Para lo que no puede esperar a una consulta: un bache, un horario, una idea para tu cuadra. Con ocho respaldos, "
            "la oficina responsable debe una respuesta en 15 días hábiles.</p>"
        ),
    )
    component = _call(process)
    update_component(component=component, by=context.by, at=at, settings={"answer_rule": "threshold", "threshold": 8})
    publish_process(process=process, by=context.by, at=at, accept_warnings=True)
    return _call(process)


def mobility(context: Context) -> Component:
    """A consultation that ended: every proposal got its answer."""
    at = context.moment(215)
    process = create_process(
        by=context.by,
        at=at,
        title="Consulta de movilidad",
        slug="consulta-de-movilidad",
        is_sample=True,
        promise=3,
        institution=context.offices["movilidad"],
        territory=context.city,
        summary="Qué calles, rutas y cruces se arreglan primero, y por qué.",
        description="<p>Durante cuarenta días la gente propuso cómo moverse mejor. Cada propuesta tiene aquí su respuesta.</p>",
        who_participates="Todas las personas que viven, estudian o trabajan en el municipio.",
        what_is_decided="Las obras y reglas de movilidad del año.",
        how_decided="La Dirección de Movilidad y Obras responde cada propuesta con razones; el cabildo cambia el reglamento.",
        translations={
            "en": {
                "title": "Mobility consultation",
                "summary": "Which streets, routes and crossings come first, and why.",
                "description": "<p>For forty days people proposed how to get around better. Each proposal has its answer here.</p>",
                "who_participates": "Everybody who lives, studies or works in the municipality.",
                "what_is_decided": "The year's works and rules on mobility.",
                "how_decided": "The mobility office answers each proposal with reasons; the council changes the regulation.",
            }
        },
        **contact("movilidad"),
    )
    component = add_component(
        process=process,
        kind="proposals",
        title="Propuestas",
        by=context.by,
        at=at,
        translations={"en": {"title": "Proposals"}},
    )
    for title, english, first, last, acts in (
        ("Propuestas", "Proposals", 200, 160, ["propose", "support", "comment"]),
        ("Estudio de cada propuesta", "Study of each proposal", 160, 120, ["comment"]),
        ("Respuestas", "Answers", 120, 100, []),
    ):
        add_phase(
            process=process,
            title=title,
            by=context.by,
            at=at,
            translations={"en": {"title": english}},
            opens_at=opening_instant(context.today - timedelta(days=first), ZONE),
            closes_at=opening_instant(context.today - timedelta(days=last), ZONE),
            openings={component.pk: acts} if acts else {},
        )
    publish_process(process=process, by=context.by, at=at, accept_warnings=True)
    return _call(process)


def translate(process: Process, context: Context, at: datetime, *, own: str = "", **english: str) -> None:
    """Add English texts to those that came with the template, and the description where it had none."""
    from processes.actions import update_process

    fields: dict[str, Any] = {
        "translations": {**process.translations, "en": {**process.translations.get("en", {}), **english}}
    }
    if own:
        fields["description"] = own
    update_process(process=process, by=context.by, at=at, **fields)
