"""Script in everything that a person or an official can write, then every page, feed, mail and file that shows it."""

import html
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from participation.notifications.deliveries import deliver
from tests.journeys.addresses import ADDRESSES
from tests.journeys.test_every_address import browser
from tests.journeys.world import NOW, World, standing_world

pytestmark = pytest.mark.django_db
# A tag, and what ends an attribute: both in every text, the second whole enough where a text is cut after 40 characters.
MARK = "<script>zorro(1)</script>\"'><img src=x onerror=zorro(1)>"
# Any of these in a page means that a text became markup, an attribute or an address of its own.
RAW = re.compile(r"<script[^>]*>\s*zorro|<img src=x|[\"']\s+onerror=zorro|href=[\"']?\s*javascript:", re.IGNORECASE)
MORE = {
    "en": "/en/", "search": "/buscar/?q=zorro", "by-tag": "/procesos/plan-de-prueba/propuestas/?tag=agua",
    "list": "/procesos/plan-de-prueba/propuestas/?order=newest", "desk": "/mesa/verificacion/?q=ana@correo-privado.example",
    "map": "/procesos/plan-de-prueba/propuestas/?view=map", "hidden": "/mesa/moderacion/?estado=ocultos", "admin-search": "/admin/proposals/proposal/?q=zorro",
}  # fmt: skip


@pytest.fixture(scope="module")
def _marked(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), standing_world(mark=MARK) as world:
        yield world


@pytest.fixture
def marked(_marked: World, db: None) -> World:
    """The city with a script in each of its texts."""
    return deepcopy(_marked)


def addresses(world: World) -> list[str]:
    """Return every address that the steward opens, in both languages where there are two."""
    with translation.override("es-mx"):
        found = [
            reverse(name, args=row.args(world))
            for name, row in ADDRESSES.items()
            if row.statuses[2] == 200 and name not in {"files:download", "files:thumbnail", "notifications:unsubscribe"}
        ]
    plain = ("/api/", "/salud/", "/robots", "/sitemap", "/marca.css", "/icono", "/archivos/")
    some = [f"/en{path}" for path in found if not path.startswith((*plain, "/admin/", "/cuenta/"))]
    subjects = [world.process.subject, world.answered.subject, world.call.subject, world.withdrawn.subject]
    hung = [f"/temas/{one.pk}/{end}/" for one in subjects[:3] for end in ("historia", "cambios", "comentarios")]
    own = [one.path for one in subjects] + [world.text_page.subject.path, world.hidden.subject.path]
    return [*found, *some, *MORE.values(), *hung, *own]


def test_no_text_becomes_markup(marked: World) -> None:
    client = browser(marked.people["carla"])
    raw = {}
    seen = 0
    for path in addresses(marked):
        response = client.get(path)
        assert response.status_code in {200, 410}, path
        if "html" not in response["Content-Type"]:
            continue
        text = response.content.decode()
        seen += "zorro" in text
        if RAW.search(text):
            raw[path] = RAW.findall(text)[:3]
    assert raw == {}
    assert seen > 60


def test_citizens_pages_do_not_hold_it_either(marked: World) -> None:
    """Bruno's notifications, activity, keys and follows; Ana's verification; Fausto's draft."""
    raw = {}
    for who, paths in (
        (
            "bruno",
            ("/cuenta/", "/cuenta/actividad/", "/cuenta/notificaciones/", "/cuenta/siguiendo/", "/cuenta/claves/"),
        ),
        ("ana", ("/cuenta/", "/cuenta/verificacion/", "/cuenta/datos/", f"/propuestas/{marked.proposal.pk}/")),
        ("fausto", (f"/propuestas/{marked.draft.pk}/vista-previa/", f"/propuestas/{marked.draft.pk}/parecidas/")),
        ("dario", ("/mesa/moderacion/", f"/mesa/moderacion/temas/{marked.proposal.subject_id}/", "/moderacion/")),
        ("elena", ("/admin/", "/admin/proposals/proposal/")),
    ):
        client = browser(marked.people[who])
        for path in paths:
            text = client.get(path).content.decode()
            if RAW.search(text):
                raw[who, path] = RAW.findall(text)[:3]
    assert raw == {}


def test_mails_hold_it_as_text(marked: World) -> None:
    deliver(at=NOW)
    assert len(mail.outbox) > 3
    marks = 0
    for message in mail.outbox:
        assert "\n" not in message.subject
        for part, kind in message.alternatives:  # type: ignore[attr-defined]
            assert kind == "text/html"
            assert RAW.search(part) is None
            marks += "zorro" in html.unescape(part)
    assert marks > 0


def test_files_say_what_they_are(marked: World) -> None:
    """JSON, CSV, calendars and maps hold the text as data, under types that no browser takes for a page."""
    client = Client()
    for path in (
        "/api/v1/proposals/", "/api/v1/comments/", "/api/v1/events/", "/api/v1/territories/", "/datos/proposals.csv",
        "/datos/comments.jsonl", "/datos/territories.geojson", "/procesos/plan-de-prueba/calendario.ics",
        "/procesos/calendario.ics", "/procesos/plan-de-prueba/propuestas/puntos.geojson", "/datos/catalogo.jsonld",
        "/territorios/contornos.geojson", f"/temas/{marked.proposal.subject_id}/qr.svg", "/marca.css", "/sitemap.xml",
    ):  # fmt: skip
        response = client.get(path)
        raw = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]
        assert response.status_code == 200, path
        assert "html" not in response["Content-Type"], path
        assert response["X-Content-Type-Options"] == "nosniff", path
        if "json" in response["Content-Type"] and not path.endswith("jsonl"):
            json.loads(raw)
        if response["Content-Type"].startswith(("image/svg", "text/css", "application/xml")):
            assert b"zorro" not in raw, path


def test_calendars_hold_one_line_for_each_field(marked: World) -> None:
    """No text may begin a line of its own, which a calendar would take for a field."""
    raw = Client().get("/procesos/plan-de-prueba/calendario.ics").content.decode()
    unfolded = raw.replace("\r\n ", "")
    names = {line.split(":")[0].split(";")[0] for line in unfolded.strip().split("\r\n")}
    known = {"BEGIN", "END", "PRODID", "VERSION", "X-WR-CALNAME", "X-WR-TIMEZONE", "UID", "DTSTAMP", "DTSTART", "DTEND",
             "SUMMARY", "DESCRIPTION", "URL", "TRANSP", "STATUS"}  # fmt: skip
    assert names <= known


def test_names_of_files_come_out_as_names(marked: World) -> None:
    client = Client()
    for attachment in (marked.image, marked.document):
        response = client.get(f"/archivos/{attachment.key}/")
        assert "\n" not in response["Content-Disposition"]
        assert "<" not in response["Content-Disposition"] or '"' in response["Content-Disposition"]
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
