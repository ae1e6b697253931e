"""Two collection points of the demonstration, with what two people of the field team captured there today."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from participation.models import Institution, Person
from participation.verification.querysets import account_of_document, verification_of
from processes.models import Component, Point
from processes.points.actions import officers, places
from processes.points.actions.captures import capture
from processes.points.actions.sheets import enter_sheet, print_sheets
from processes.points.registry import find_capture
from proposals.content import content
from proposals.models import Proposal

WEEKDAYS = [["09:00", "14:00"], ["16:00", "19:00"]]
PLACES: tuple[dict[str, Any], ...] = (
    {
        "name": "Biblioteca municipal",
        "address": "Calle Hidalgo 10, centro",
        "directions": "Entrada por la puerta lateral, con rampa. Camiones Centro y Mercado.",
        "week": [WEEKDAYS] * 5 + [[["10:00", "13:00"]], []],
        "spot": (19.003, -96.002),
        "materials": "Tableta\nHojas de captura impresas\nAviso de privacidad impreso\nLetrero",
    },
    {
        "name": "Feria del domingo",
        "address": "Explanada del palacio municipal",
        "directions": "Junto al kiosco, bajo la lona morada.",
        "week": [[]] * 6 + [[["10:00", "15:00"]]],
        "spot": (19.008, -96.006),
        "materials": "Teléfono con datos\nMesa y lona\nAviso de privacidad impreso",
    },
)
SAID: tuple[tuple[int, str, str, str], ...] = (
    (0, "paper", "Bancas con sombra en la parada del mercado", "Esperamos el camión de pie y bajo el sol. Con tres bancas basta."),
    (0, "counter", "Que el agua llegue a la misma hora", "A veces llega a las tres de la mañana y una ya no duerme por juntarla."),
    (1, "whatsapp", "Un camino parejo a la primaria", "Cuando llueve los niños no pueden pasar con sus zapatos."),
    (1, "phone", "Letreros grandes en la clínica", "Los que no vemos bien no sabemos en qué ventanilla formarnos."),
)  # fmt: skip
# Of each sheet what the first typed, and the second.
ON_PAPER = (
    (("Una llave de agua en el panteón", "Hay que cargar las cubetas desde la entrada."),) * 2,
    (("Que pinten el paso de la escuela", "Los carros no se paran a las 8."),
     ("Que pinten el paso de la escuela", "Los carros no se paran a las 3.")),
    (("Sombra para las filas del banco", "La fila es de gente grande."),),
)  # fmt: skip
DOCUMENTS = tuple(f"MUESTRA{number:06d}" for number in range(0, 18, 3))


def set_up_booths(
    *, box: Component, offices: Mapping[str, Institution], team: list[Person], by: Person, at: datetime
) -> None:
    """Open the points, name who attends them, and capture what people say, write and support there."""
    opened = at - timedelta(days=6)
    points = [
        places.open_point(institution=offices["planeacion"], processes=[box.process], by=by, at=opened, is_sample=True,
                          **facts)
        for facts in PLACES
    ]  # fmt: skip
    for point, officer in zip(points, team, strict=True):
        officers.add_officer(point=point, person=officer, by=by, at=at)
    officers.add_officer(point=points[0], person=team[1], by=by, at=at)
    served = Component.objects.with_clock().get(pk=box.pk)
    _capture(points, team, served, at)
    _enter_sheets(points[0], team, served, at)


def _capture(points: list[Point], team: list[Person], box: Component, at: datetime) -> None:
    proposing, supporting = find_capture("proposal", "proposals"), find_capture("support", "proposals")
    assert proposing is not None
    assert supporting is not None
    given: dict[str, Any] = {"component": box, "at": at, "is_sample": True}
    made = []
    for place, channel, title, body in SAID:
        data = {"content": content(title=title, body=body, lang="es"), "person": None}
        row = capture(point=points[place], by=team[place], kind=proposing, channel=channel, data=data,
                      act_id=uuid.uuid4(), **given)  # fmt: skip
        if row.subject is not None:
            made.append(
                Proposal.objects.select_related("counts", "subject", "component__subject").get(subject=row.subject)
            )
    for number, document in enumerate(DOCUMENTS):
        place = number % 2
        for proposal in made[: 1 + number % 3]:
            data = {"proposal": proposal, "person": {"kind": "", "document": document, "birth_date": _born(document)}}
            capture(point=points[place], by=team[place], kind=supporting, channel="counter", data=data,
                    act_id=uuid.uuid4(), **given)  # fmt: skip


def _enter_sheets(point: Point, team: list[Person], box: Component, at: datetime) -> None:
    """Print four sheets: one that both entered alike, one in which they differ, one entered once, one not yet."""
    kind = find_capture("proposal", "proposals")
    assert kind is not None
    rows = print_sheets(point=point, component=box, kind=kind, number=4, by=team[0], at=at)
    for row, texts in zip(rows, ON_PAPER, strict=False):
        for officer, (title, body) in zip(team, texts, strict=False):
            fields = {"title": title, "body": body, "lang": "es", "channel": "paper"}
            enter_sheet(sheet=row, fields=fields, by=officer, at=at, act_id=uuid.uuid4())


def _born(document: str) -> date | None:
    """Return the date of birth with which a sample citizen was verified."""
    person = account_of_document("", document)
    verification = verification_of(person) if person is not None else None
    return verification.birth_date if verification is not None else None
