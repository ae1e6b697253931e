"""What was agreed in the demonstration city and how it goes: done, late, without a report, in two voices."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from participation.followup import actions as acts
from participation.models import Action, Institution, Person, Subject
from processes.agreements.actions import make_agreement

# Where, office, days since it was agreed, days from today to its last day, months between reports, texts.
AGREED: tuple[tuple[str, str, int, int, int, str, str, str], ...] = (
    ("movilidad", "movilidad", 150, -20, 2, "Tres rampas en la calle principal",
     "Construir tres rampas con la pendiente de la norma, frente a la clínica, la biblioteca y el mercado.",
     "Three ramps on the main street"),
    ("movilidad", "movilidad", 150, -60, 0, "Pintar los cruces frente a las escuelas",
     "Pintar de blanco los ocho cruces frente a las escuelas antes de que empiecen las clases.",
     "Paint the crossings in front of the schools"),
    ("movilidad", "movilidad", 145, -75, 0, "Mover la parada del mercado",
     "Pasar la parada cincuenta metros al norte, donde cabe el camión sin cerrar la banqueta.",
     "Move the bus stop of the market"),
    ("movilidad", "movilidad", 140, -30, 0, "Publicar los horarios de las rutas",
     "Poner los horarios de cada ruta en las paradas y en la página del municipio.",
     "Publish the timetables of the routes"),
    ("buzon", "movilidad", 95, 40, 1, "Contar los pasajeros del camión escolar",
     "Contar cada semana cuántas personas suben, para decidir si hace falta otra vuelta.",
     "Count the passengers of the school bus"),
    ("buzon", "planeacion", 90, 75, 3, "Alumbrar el parque de la estación",
     "Poner veinte lámparas en los andadores, con vecinas y vecinos que revisan que prendan.",
     "Light the park of the station"),
    ("buzon", "planeacion", 20, 100, 0, "Un plano de los baches en línea",
     "Publicar un plano con los baches reportados y los que ya se taparon.",
     "A map of the potholes online"),
    ("buzon", "planeacion", 80, 30, 0, "Una segunda ventanilla los sábados",
     "Abrir otra ventanilla los sábados por la mañana durante tres meses.",
     "A second counter on Saturdays"),
)  # fmt: skip
MINUTES = "https://ejemplo.mx/acuerdos/minuta"


def agree(
    *, places: Mapping[str, Subject], offices: Mapping[str, Institution], by: Person, watcher: Person, at: datetime
) -> None:
    """Make the agreements and tell how each goes; every one ends in another computed state."""
    made = [_make(row, places, offices, by, at) for row in AGREED]
    ramps, crossings, stop, timetables, passengers, park, _potholes, counter = made
    for action, ago, text, percent in (
        (ramps, 80, "Quedó lista la rampa de la clínica.", 33),
        (ramps, 30, "Quedó la de la biblioteca. Falta la del mercado.", 66),
        (crossings, 70, "Se pintaron los ocho cruces.", 100),
        (stop, 50, "La parada ya está en su lugar nuevo.", 100),
        (timetables, 35, "Los horarios están en las paradas.", 100),
        (passengers, 60, "Se contó la primera semana: 412 personas.", None),
        (park, 40, "Se compraron las veinte lámparas.", 25),
        (park, 9, "Se instalaron diez lámparas y ya prenden.", 60),
    ):
        _report(action, text, percent, by, at - timedelta(days=ago))
    told = at - timedelta(days=25)
    acts.raise_obstacle(
        action=ramps, text="Hay una tubería de agua donde va la rampa del mercado.", by=by, at=told,
        needed="Que se mueva la tubería", needed_from="Organismo de Agua",
    )  # fmt: skip
    for action, ago in ((crossings, 65), (stop, 48), (timetables, 33)):
        done = at - timedelta(days=ago)
        proof = acts.add_evidence(action=action, kind="minutes", title="Minuta de entrega", url=MINUTES, by=by, at=done)
        acts.declare_done(action=action, by=by, at=done)
    acts.withdraw_evidence(evidence=proof, reason="La minuta era de otra ruta.", by=by, at=at - timedelta(days=5))
    _park(park, by, watcher, at)
    acts.abandon(
        action=counter, reason="El horario de sábado ya se abrió en línea y casi nadie lo pidió en persona.", by=by,
        at=at - timedelta(days=15),
    )  # fmt: skip


def _make(
    row: Any, places: Mapping[str, Subject], offices: Mapping[str, Institution], by: Person, at: datetime
) -> Action:
    where, office, ago, left, months, title, text, english = row
    agreement = make_agreement(
        parent=places[where],
        title=title,
        text=text,
        institution=offices[office],
        contact=offices[office].email,
        due_on=localdate(at) + timedelta(days=left),
        report_every=months,
        translations={"en": {"title": english}},
        by=by,
        at=at - timedelta(days=ago),
        is_sample=True,
    )
    return Action.objects.get(subject=agreement.subject)


def _report(action: Action, text: str, percent: int | None, by: Person, at: datetime) -> None:
    acts.report_progress(action=action, text=text, percent=percent, by=by, at=at)


def _park(park: Action, by: Person, watcher: Person, at: datetime) -> None:
    """Divide the park into steps, let neighbours tell what they see, and move its last day."""
    began = at - timedelta(days=85)
    buy, _install = (
        acts.add_action(
            parent=park, title=title, due_on=localdate(at) + timedelta(days=days), weight=weight, by=by, at=began
        )
        for title, days, weight in (("Comprar las lámparas", -30, 1), ("Instalarlas y probarlas", 70, 3))
    )
    bought = at - timedelta(days=40)
    acts.add_evidence(action=buy, kind="link", title="Factura de las lámparas", url=MINUTES, by=by, at=bought)
    acts.declare_done(action=buy, by=by, at=bought)
    acts.name_reporter(
        followed=park.subject, person=watcher, voice="society", organisation="Vecinas del parque", by=by, at=began
    )
    _report(park, "Contamos siete lámparas que prenden; tres parpadean.", 35, watcher, at - timedelta(days=4))
    acts.move_dates(
        action=park, starts_on=park.starts_on, due_on=localdate(at) + timedelta(days=75 + 14), by=by,
        reason="El proveedor entrega dos semanas después.", at=at - timedelta(days=30),
    )  # fmt: skip
