"""What waits on the desks of the offices: a newsletter, an appeal, a block, a webhook, a list of people, requests."""

import hashlib
import io
from datetime import datetime, timedelta
from typing import Any

from participation.announcements.actions import draft_announcement, schedule_announcement, start_announcement
from participation.announcements.electoral import may_leave_now
from participation.census.actions import About, import_census
from participation.models import Announcement, Decision, Rule, Subject, WebhookDelivery, WebhookEndpoint
from participation.moderation.actions import appeal, block_person
from participation.privacy.actions.arco import file_request, note_identity
from participation.privacy.consent.actions import give
from participation.providers.actions import add_provider
from participation.providers.presets import PRESETS
from participation.webhooks.actions import add_endpoint, pause_endpoint, send_test
from proposals.demo.people import TRANSPARENCY, People

READERS = 14  # who agreed to newsletters
NEWS: dict[str, Any] = {
    "title": "Lo que se decide este mes en el municipio",
    "summary": "Ya se puede proponer para el plan de desarrollo, y hay respuestas a la consulta de movilidad.",
    "body": (
        "<p>El Plan Municipal de Desarrollo está abierto: cualquier persona puede proponer y respaldar lo que propusieron "
        "otras.</p><p>También se publicaron las respuestas a la consulta de movilidad, cada una con sus razones.</p>"
    ),
}
NEWS_EN = {
    "title": "What is being decided this month in the municipality",
    "summary": "The development plan takes proposals now, and the consultation on mobility has its answers.",
    "body": (
        "<p>The Municipal Development Plan is open: anybody can make proposals and support those of others.</p>"
        "<p>The answers to the consultation on mobility were published too, each with its reasons.</p>"
    ),
}
NEXT: dict[str, Any] = {
    "title": "Mesas de trabajo en las localidades",
    "summary": "Dónde y cuándo se puede participar en persona.",
    "body": "<p>Falta confirmar los lugares con cada agencia municipal antes de enviar este boletín.</p>",
}
ADDRESS = "https://tablero.example/avisos"  # leads nowhere: the name is kept for examples
WATER_USERS = """documento,fecha de nacimiento,localidad,correo
MUESTRA910001,1971-03-14,Los Sauces,agua1@muestra.azotea
MUESTRA910002,1984-11-02,Los Sauces,agua2@muestra.azotea
MUESTRA910003,1990-07-23,,agua3@muestra.azotea
MUESTRA910004,1965-01-30,,
MUESTRA910005,2001-09-18,,agua5@muestra.azotea
"""


def fill_desks(*, people: People, plan: Subject, at: datetime) -> None:
    """Leave on each desk what an office finds there on an ordinary day."""
    _newsletters(people, plan, at - timedelta(days=3))
    _moderation(people, at)
    _webhook(people, at - timedelta(days=2))
    _water_users(people, at - timedelta(days=40))
    _identity_provider(people, at - timedelta(days=20))
    _requests_on_data(people, at)


def _newsletters(people: People, plan: Subject, at: datetime) -> None:
    """One that was sent to those who agreed to it, and one that is being written."""
    for person in people.citizens[:READERS]:
        give(person=person, purpose="newsletters", by=person, at=at - timedelta(days=90))
    sent, _next = (
        draft_announcement(
            kind="newsletter", segment="all", by=people.official, at=at, links=[plan], translations=others, **texts
        )
        for texts, others in ((NEWS, {"en": NEWS_EN}), (NEXT, {}))
    )
    if may_leave_now(sent, at):  # in an electoral period it stays a draft
        schedule_announcement(announcement=sent, send_at=None, by=people.official, at=at)
        start_announcement(announcement=Announcement.objects.get(pk=sent.pk), at=at)


def _moderation(people: People, at: datetime) -> None:
    """Somebody disagrees with what was hidden; the account of somebody who only advertised is blocked."""
    hidden = Decision.objects.filter(outcome="hide", comment__isnull=False).select_related("comment__author").first()
    if hidden is not None and hidden.comment is not None:
        appeal(
            decision=hidden,
            by=hidden.comment.author,
            text="No di ninguna dirección exacta. Acepto quitar la acusación, pero lo demás es mi opinión.",
            at=at - timedelta(hours=6),
        )
    block_person(
        person=people.citizens[-1],
        reason="Publicó el mismo anuncio en varias propuestas, después de dos avisos.",
        rule=Rule.objects.filter(retired_at__isnull=True).order_by("position", "pk").first(),
        until=at + timedelta(days=21),
        by=people.moderator,
        at=at - timedelta(days=4),
    )


def _webhook(people: People, at: datetime) -> None:
    """A webhook that was tried and is paused: nothing is sent from a demonstration, so its answers are samples too."""
    endpoint, _secret = add_endpoint(
        name="Tablero de la sala de cabildo", url=ADDRESS, events=["*"], installation=True, by=people.official, at=at
    )
    for minute, (state, code, milliseconds, error) in enumerate(
        (("failed", 503, 412, "busy"), ("sent", 200, 188, ""), ("sent", 200, 143, ""))
    ):
        tried = at + timedelta(minutes=5 * minute)
        test = send_test(endpoint=endpoint, by=people.official, at=tried)
        answer = {"state": state, "code": code, "milliseconds": milliseconds, "error": error}
        WebhookDelivery.objects.filter(pk=test.pk).update(
            attempts=1, tried_at=tried, **answer
        )  # writes: a sample answer
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(succeeded_at=tried)  # writes: a sample answer
    pause_endpoint(endpoint=endpoint, by=people.official, at=at + timedelta(minutes=20))


def _water_users(people: People, at: datetime) -> None:
    """A list that the water office holds, by which people can verify themselves where that is switched on."""
    data = WATER_USERS.encode()
    about = About(
        "Usuarias y usuarios del agua",
        "Comisión Municipal de Agua",
        "usuarios-agua.csv",
        hashlib.sha256(data).hexdigest(),
    )
    import_census(file=io.BytesIO(data), about=about, by=people.official, at=at)


def _identity_provider(people: People, at: datetime) -> None:
    """The test environment of Llave MX, set up and not offered: it asks for an identifier that a city is given."""
    known = PRESETS["llavemx-pruebas"]
    add_provider(**{**known, "name": str(known["name"])}, client_id="muestra", by=people.official, at=at)


def _requests_on_data(people: People, at: datetime) -> None:
    """Two requests on personal data: of somebody with an account, and of somebody who came to the counter."""
    asker = people.citizens[2]
    file_request(
        right="access",
        name=asker.name,
        description="Quiero una copia de todos los datos que tienen de mí, y saber con quién los compartieron.",
        email=str(asker.email),
        by=asker,
        at=at - timedelta(days=6),
    )
    unit = type(asker).objects.get(email=TRANSPARENCY)
    request, _code = file_request(
        right="cancel",
        name="Refugio Barrientos Muñoz",
        description="Mi nombre salió en una lista de asistencia en papel de 2023. Pido que se borre mi teléfono de ahí.",
        address="Calle de los Fresnos 14, Los Sauces",
        channel="counter",
        by=unit,
        at=at - timedelta(days=3),
    )
    note_identity(request=request, how="Mostró su credencial en la ventanilla.", by=unit, at=at - timedelta(days=3))
