"""The co-creation tables of the sample plan: one that ranked its options and agreed on the first, one to come."""

from datetime import datetime, timedelta
from typing import Any

from processes.actions import add_component
from processes.agreements.actions import make_agreement
from processes.cocreation.tables import actions as tables
from processes.encounters.actions.encounter import publish_encounter, write_encounter
from processes.encounters.actions.minutes import publish_minutes
from processes.models import Component, Encounter, ProblemTree, Process, Solution
from proposals.demo.voices import Voices

MET, TOLD, NEXT = 9, 7, -8  # days ago
CAME = {"organisations": (4, 3), "academy": (2, 1), "public": (3, 0), "government": (3, 2)}
# Title, how it would be done, and what each of the twelve put first, second…
OPTIONS = (
    ("Publicar cada lunes el calendario del agua por colonia",
     "El organismo de agua lo sube a la página y lo pega en los pozos; una persona de guardia contesta si cambia."),
    ("Una lista de mensajes por colonia con los avisos de cortes",
     "Cada comité vecinal junta los teléfonos de quien quiera; el aviso sale cuando se cierra una válvula."),
    ("Anotar cada falla por colonia en un registro abierto",
     "Los reportes se capturan el mismo día, con calle y hora, y se publican como datos abiertos."),
    ("Medidores de presión en los doce pozos",
     "Se compran en dos años; dicen en línea si hay presión. Necesita presupuesto del siguiente ejercicio."),
)  # fmt: skip
SHEETS = ("123", "132", "213", "1234", "12", "321", "132", "1", "2134", "4132", "13", "231")
AGREED = "El organismo de agua publica el calendario de las doce colonias con tandeo, cada lunes desde enero."


def sit_at_tables(voices: Voices, process: Process) -> None:
    """Hold the table on the first published tree of a process, and announce the next one."""
    tree = ProblemTree.objects.public().filter(component__process=process).earliest("pk")
    component = Component.objects.with_clock().get(process=process, kind="encounters")
    held = _held(voices, component, tree)
    _rank(voices, held, tree)
    _coming(voices, component, tree)


def add_tables(voices: Voices, process: Process, at: datetime) -> Component:
    """Add the activity in which tables are announced."""
    return add_component(
        process=process, kind="encounters", title="Mesas de trabajo",
        description="<p>En cada mesa hay lugares para organizaciones, universidades y gobierno.</p>",
        translations={
            "en": {
                "title": "Co-creation tables",
                "description": "<p>Each table keeps seats for organisations, universities and government.</p>",
            }
        },
        by=voices.context.by, at=at,
    )  # fmt: skip


def _table(
    voices: Voices, component: Component, starts: datetime, at: datetime, *, title: str, english: str, **more: Any
) -> Encounter:
    row = write_encounter(
        component=component, kind="table", starts_at=starts, ends_at=starts + timedelta(hours=3), title=title,
        description="Se parte del árbol de problemas publicado y se sale con opciones en orden y un acuerdo.",
        translations={
            "en": {
                "title": english,
                "description": "It begins with the published problem tree and ends with ranked options and an agreement.",
            }
        },
        place="Casa de Cultura, calle Juárez 12, centro", services=["ramp", "toilet", "childcare"], is_neutral=True,
        capacity=24, reserved={"organisations": 6, "academy": 4, "government": 5}, by=voices.context.by, at=at,
        institutions=[voices.context.offices["planeacion"]], is_sample=True, **more,
    )  # fmt: skip
    return publish_encounter(encounter=row, by=voices.context.by, at=at, accept_electoral=True)


def _held(voices: Voices, component: Component, tree: ProblemTree) -> Encounter:
    context = voices.context
    starts = context.moment(MET, hour=10)
    row = _table(
        voices, component, starts, starts - timedelta(hours=20), title="Mesa de trabajo: saber cuándo llega el agua",
        english="Co-creation table: knowing when water comes",
    )  # fmt: skip
    publish_minutes(
        encounter=row, summary="La mesa escribió cuatro opciones a partir del árbol y las puso en orden.",
        items=[{"title": "Opciones", "said": "Se juntaron siete ideas en cuatro opciones.", "decided": AGREED}],
        attendance={name: {"people": people, "organisations": n} for name, (people, n) in CAME.items()},
        translations={"en": {"summary": "The table wrote four options from the tree and put them in order."}},
        by=context.by, at=starts + timedelta(hours=4),
    )  # fmt: skip
    return row


def _rank(voices: Voices, encounter: Encounter, tree: ProblemTree) -> None:
    by, at = voices.context.by, voices.context.moment(MET, hour=15)
    table = tables.set_table(encounter=encounter, tree=tree, by=by, at=at)
    made = [tables.add_solution(table=table, title=title, text=text, by=by, at=at) for title, text in OPTIONS]
    tables.open_ranking(table=table, by=by, at=at)
    for number, sheet in enumerate(SHEETS):
        order = [made[int(place) - 1].pk for place in sheet]
        tables.enter_sheet(table=table, order=order, by=by, at=at + timedelta(minutes=number + 1))
    tables.publish_result(table=table, by=by, at=at + timedelta(hours=1))
    best = Solution.objects.select_related("subject__territory").get(table=table, place=1)
    make_agreement(
        parent=best.subject, title="Calendario del agua por colonia, cada lunes", text=AGREED, by=by,
        at=voices.context.moment(TOLD, hour=12), institution=voices.context.offices["planeacion"],
        due_on=voices.context.moment(-70).date(), report_every=2, is_sample=True,
        translations={
            "en": {
                "title": "Calendar of water by colonia, every Monday",
                "text": "The water utility publishes the calendar of the twelve colonias with turns, every Monday from January.",
            }
        },
    )  # fmt: skip


def _coming(voices: Voices, component: Component, tree: ProblemTree) -> None:
    context, at = voices.context, voices.context.moment(3, hour=11)
    row = _table(
        voices, component, context.moment(NEXT, hour=10), at, title="Mesa de trabajo: que las fallas se registren",
        english="Co-creation table: that failures are written down",
    )  # fmt: skip
    tables.set_table(encounter=row, tree=tree, by=context.by, at=at)
