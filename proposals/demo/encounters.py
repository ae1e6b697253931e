"""A year in which the sample city meets: a dialogue on open government every month, with who came and what was said."""

from datetime import datetime, timedelta
from typing import Any

from participation.asks.actions import submit_ask
from participation.responses.actions import draft_response, publish_response
from processes.actions import add_component, add_phase, create_process, publish_process
from processes.encounters.actions.door import check_in
from processes.encounters.actions.encounter import cancel_encounter, publish_encounter, write_encounter
from processes.encounters.actions.minutes import publish_minutes, say_born_here
from processes.encounters.actions.seats import capture_registration, register
from processes.encounters.floor.place import place_of
from processes.models import Component, Encounter, Process
from proposals.demo.calls import contact, translate
from proposals.demo.voices import Voices

FOUNDED = 228  # days ago; what took place before was typed in then
PLACES = (
    ("Casa de Cultura, calle Juárez 12, centro", ["ramp", "toilet", "childcare"]),
    ("Biblioteca municipal, planta alta", ["ramp", "loop"]),
    ("Azotea del palacio municipal", ["ramp", "sign_language", "transport"]),
)
# Days ago, kind, title in both languages, people and organisations by sector, what was decided.
PAST: tuple[tuple[int, str, str, str, dict[str, tuple[int, int]], str], ...] = (
    (352, "encounter", "Primer Encuentro de Gobierno Abierto", "First Open Government Encounter",
     {"organisations": (65, 27), "government": (91, 48)}, "Crear una mesa de gobierno y sociedad que se reúna cada mes."),
    (322, "dialogue", "Diálogo: datos que se entienden", "Dialogue: data that can be understood",
     {"organisations": (21, 14), "academy": (12, 3), "government": (18, 9)}, "Publicar el presupuesto en hojas de cálculo."),
    (292, "workshop", "Taller: pedir información sin abogado", "Workshop: asking for information without a lawyer",
     {"public": (34, 0), "organisations": (11, 6)}, "Repetir el taller en las localidades."),
    (262, "dialogue", "Diálogo: obras a la vista", "Dialogue: works in plain sight",
     {"public": (16, 0), "organisations": (13, 8), "government": (22, 11)}, "Poner un letrero con costo y fecha en cada obra."),
    (233, "table", "Mesa de trabajo: compromisos con el agua", "Co-creation table: commitments on water",
     {"organisations": (19, 12), "academy": (10, 2), "government": (14, 6)}, "Medir las fugas por colonia antes de mayo."),
    (203, "informal", "Sesión de Azotea: café con la tesorera", "Rooftop session: coffee with the treasurer",
     {"public": (41, 0), "government": (3, 1)}, "Explicar cada trimestre en qué se gasta."),
    (173, "dialogue", "Diálogo: calles para caminar", "Dialogue: streets for walking",
     {"public": (27, 0), "organisations": (12, 7), "government": (11, 5)}, "Probar un domingo sin coches al mes."),
    (143, "workshop", "Taller: cómo leer un contrato público", "Workshop: how to read a public contract",
     {"public": (23, 0), "organisations": (15, 10)}, "Subir los contratos completos, con anexos."),
    (113, "encounter", "Segundo Encuentro de Gobierno Abierto", "Second Open Government Encounter",
     {"public": (30, 0), "organisations": (38, 22), "academy": (14, 4), "government": (57, 29)},
     "Presentar un plan de acción con diez compromisos."),
    (83, "table", "Mesa de trabajo: cuidados y horarios", "Co-creation table: care and opening hours",
     {"public": (18, 0), "organisations": (11, 6), "government": (12, 7)}, "Abrir dos oficinas por la tarde."),
    (53, "council", "Cabildo abierto de otoño", "Open council of autumn",
     {"public": (62, 0), "organisations": (14, 9), "government": (13, 3)}, "Contestar por escrito las once peticiones."),
)  # fmt: skip
TEXT = "Nos reunimos personas, organizaciones y oficinas para hablar de un tema y salir con acuerdos que se puedan revisar."
TEXT_EN = (
    "People, organisations and offices meet to talk about one matter and leave with agreements that can be checked."
)
AGENDA = (
    "10:00 Bienvenida y reglas de la mesa\n10:20 Qué se ha hecho\n10:50 Conversación por mesas\n12:20 Acuerdos y cierre"
)
AGENDA_EN = "10:00 Welcome and rules\n10:20 What has been done\n10:50 Talks at tables\n12:20 Agreements and closing"
SPEAK = (
    ("Cuántos días sin agua tuvo cada colonia", "Traigo el registro de la mía, día por día. Necesito cinco minutos."),
    ("Que el tandeo se publique cada lunes", "Solo propongo el punto: que se discuta aunque yo no pueda ir."),
)
LAST = 23  # days ago: this one was kept at the door


def meet(voices: Voices) -> Process:
    """Make the process of the dialogues with its year of encounters, those to come and who registered for them."""
    process, component = _process(voices)
    for number, row in enumerate(PAST):
        _past(voices, component, number, row)
    _last(voices, component)
    _coming(voices, component)
    return process


def _process(voices: Voices) -> tuple[Process, Component]:
    context, at = voices.context, voices.context.moment(FOUNDED)
    process = create_process(
        title="Diálogos por una ciudad abierta",
        summary="Gobierno y sociedad se sientan a la misma mesa cada mes y publican lo que acordaron.",
        who_participates="Cualquier persona, organizaciones, universidades e instituciones públicas.",
        what_is_decided="Qué se compromete a hacer cada quien para que el gobierno sea más abierto.",
        how_decided="Cada encuentro termina con un acta que dice qué se decidió y quiénes vinieron, por sector.",
        by=context.by,
        at=at,
        institution=context.offices["planeacion"],
        territory=context.city,
        is_sample=True,
        slug="dialogos-ciudad-abierta",
        promise=3,
        **contact("planeacion"),
    )
    translate(
        process,
        context,
        at,
        title="Dialogues for an open city",
        summary="Government and society sit at the same table every month and publish what they agreed.",
        who_participates="Anyone, organisations, universities and public institutions.",
        what_is_decided="What each commits to do so that the government is more open.",
        how_decided="Each encounter ends with minutes that say what was decided and who came, by sector.",
    )
    made = add_component(
        process=process,
        kind="encounters",
        title="Encuentros y diálogos",
        description="<p>Inscríbete al siguiente. De los anteriores, lee el acta y quiénes vinieron.</p>",
        translations={
            "en": {
                "title": "Encounters and dialogues",
                "description": "<p>Register for the next one. Of those before, read the minutes and who came.</p>",
            }
        },
        settings={"question_1": "¿De qué te gustaría que se hable?", "takes_floor": True},
        by=context.by,
        at=at,
    )
    add_phase(
        process=process, title="Diálogos", description="Un encuentro cada mes.", opens_at=at,
        closes_at=context.moment(-120), openings={made.pk: ["register"]}, by=context.by, at=at,
        translations={"en": {"title": "Dialogues", "description": "One encounter each month."}},
    )  # fmt: skip
    publish_process(process=process, by=context.by, at=at, accept_warnings=True)
    return process, Component.objects.with_clock().get(pk=made.pk)


def _write(
    voices: Voices, component: Component, *, when: tuple[datetime, datetime], names: tuple[str, str, str], **more: Any
) -> Encounter:
    (starts, at), (kind, title, english) = when, names
    place, services = PLACES[len(title) % len(PLACES)]
    fields: dict[str, Any] = {
        "kind": kind,
        "title": title,
        "description": TEXT,
        "agenda": AGENDA,
        "place": place,
        "services": services,
        "organisers": "Red de organizaciones por la transparencia",
        "is_neutral": True,
        "translations": {"en": {"title": english, "description": TEXT_EN, "agenda": AGENDA_EN}},
        **more,
    }
    row = write_encounter(
        component=component, starts_at=starts, ends_at=starts + timedelta(hours=3), by=voices.context.by, at=at,
        institutions=[voices.context.offices["planeacion"], voices.context.offices["movilidad"]], is_sample=True, **fields,
    )  # fmt: skip
    return publish_encounter(encounter=row, by=voices.context.by, at=at, accept_electoral=True)


def _minutes(voices: Voices, row: Encounter, at: datetime, decided: str, attendance: dict[str, dict[str, int]]) -> None:
    publish_minutes(
        encounter=row,
        summary="Se revisó lo pendiente, se conversó por mesas y se cerró con un acuerdo.",
        items=[
            {"title": "Qué se ha hecho", "said": "Cada oficina contó su avance y contestó preguntas.", "decided": ""},
            {"title": "Acuerdos", "said": "Cada mesa propuso uno y se votó a mano alzada.", "decided": decided},
        ],
        attendance=attendance,
        translations={
            "en": {"summary": "What was pending was reviewed, tables talked, and it closed with an agreement."}
        },
        by=voices.context.by,
        at=at,
    )


def _past(voices: Voices, component: Component, number: int, told: tuple[Any, ...]) -> None:
    days, kind, title, english, came, decided = told
    starts = voices.context.moment(days, hour=10)
    written = voices.context.moment(max(FOUNDED if days > FOUNDED else days + 14, 1)) if days > FOUNDED else None
    at = written or min(voices.context.moment(days + 14), starts - timedelta(days=3))
    at = max(at, voices.context.moment(FOUNDED))
    row = _write(voices, component, when=(starts, at), names=(kind, title, english))
    closed = max(starts + timedelta(days=4), voices.context.moment(FOUNDED, hour=13))
    attendance = {name: {"people": people, "organisations": n} for name, (people, n) in came.items()}
    _minutes(voices, row, closed, decided, attendance)


def _last(voices: Voices, component: Component) -> None:
    """One whose door was kept: citizens registered, most came, and a proposal was born there."""
    context = voices.context
    starts = context.moment(LAST, hour=10)
    row = _write(
        voices, component, when=(starts, starts - timedelta(days=12)), capacity=40,
        names=("dialogue", "Diálogo: parques con luz", "Dialogue: parks with light"),
    )  # fmt: skip
    made = []
    for number, citizen in enumerate(voices.people.citizens[:26]):
        at = starts - timedelta(days=9, hours=-number)
        made.append(register(encounter=row, by=citizen, at=at, sector="public" if number % 2 else "organisations"))
    for number, registration in enumerate(made[:24]):
        check_in(registration=registration, by=context.by, at=starts + timedelta(minutes=number))
    attendance = {
        "public": {"people": 12, "organisations": 0},
        "organisations": {"people": 12, "organisations": 7},
        "government": {"people": 4, "organisations": 3},
    }
    _minutes(voices, row, starts + timedelta(days=3), "Revisar las luminarias de cuatro parques en un mes.", attendance)
    plan = Process.objects.get(slug="plan-municipal-de-desarrollo").subject
    say_born_here(encounter=row, outcome=plan, by=context.by, at=starts + timedelta(days=4))


def _floor(voices: Voices, row: Encounter, at: datetime) -> None:
    """Two people asked to speak at the next one; the first was told when, the second waits."""
    context, place = voices.context, place_of(Encounter.objects.select_related("subject").get(pk=row.pk))
    asked = [
        submit_ask(
            kind="intervention",
            place=place,
            title=title,
            body=body,
            by=citizen,
            at=at + timedelta(days=2),
            is_sample=True,
        )
        for (title, body), citizen in zip(SPEAK, voices.people.citizens[20:22], strict=True)
    ]
    words = "Hablas en el segundo punto del orden del día, cinco minutos. Después se abre la conversación por mesas."
    draft_response(
        subject=asked[0].subject, verdict="accepted", reasons=words, by=context.by, at=at + timedelta(days=4)
    )
    publish_response(subject=asked[0].subject, by=context.by, at=at + timedelta(days=4))


def _coming(voices: Voices, component: Component) -> None:
    """The next one, full with a waiting list; a hybrid one; a cancelled one."""
    context, at = voices.context, voices.context.moment(9, hour=11)
    soon = context.moment(-6, hour=10)
    row = _write(
        voices, component, when=(soon, at), capacity=20, held=2, reserved={"academy": 4},
        names=("dialogue", "Diálogo: agua que alcance", "Dialogue: water that lasts"),
        latitude=19.003, longitude=-96.002,
    )  # fmt: skip
    for number, citizen in enumerate(voices.people.citizens[:18]):
        register(encounter=row, by=citizen, at=at + timedelta(hours=number + 1))
    capture_registration(
        encounter=row, name="Doña Lupita", needs="Una silla cerca de la puerta", held=True, by=context.by,
        at=at + timedelta(days=1),
    )  # fmt: skip
    _floor(voices, row, at)
    _write(
        voices, component, when=(context.moment(-20, hour=17), at), mode="hybrid", capacity=60,
        names=("workshop", "Taller en línea: datos abiertos para empezar", "Online workshop: open data for beginners"),
        online_url="https://example.org/sala-de-dialogos",
    )  # fmt: skip
    gone = _write(
        voices, component, when=(context.moment(-13, hour=12), at),
        names=("informal", "Sesión de Azotea: música y presupuesto", "Rooftop session: music and budget"),
    )  # fmt: skip
    cancel_encounter(
        encounter=gone, reason="La azotea está en obra; se hará en enero.", by=context.by, at=at + timedelta(days=2)
    )
