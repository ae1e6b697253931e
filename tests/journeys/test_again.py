"""Who signed in long ago and presses a button is asked who they are, and comes back to where it can be pressed again."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import translation

from participation.models import ExportJob
from tests.journeys.addresses import ADDRESSES, POST_ONLY
from tests.journeys.test_every_address import browser
from tests.journeys.world import World
from tests.personas import client_of

pytestmark = pytest.mark.django_db
ASKED = "/cuenta/confirmar/"


def test_no_press_of_a_button_ends_on_a_page_that_is_none(world: World) -> None:
    """Whatever takes posts alone and asks again: back on the page that it was pressed on, or on the one that offers it."""
    carla = world.people["carla"]
    asked = []
    with translation.override("es-mx"):
        paths = {
            name: reverse(name, args=row.args(world)) for name, row in ADDRESSES.items() if row.statuses == POST_ONLY
        }
    for name, path in paths.items():
        for came_from in ("http://testserver/mesa/exportaciones/", "https://evil.example/x", ""):
            answer = client_of(carla).post(path, headers={"Referer": came_from} if came_from else {})
            place = urlsplit(answer.headers.get("Location", ""))
            if place.path != ASKED:
                continue
            back = parse_qs(place.query)["next"][0]
            assert back.startswith("/"), name
            assert browser(carla).get(back).status_code == 200, (name, back)
            asked.append(name)
    assert "exports:request" in asked


def test_an_export_that_was_asked_for_is_offered_after_confirming(world: World) -> None:
    carla = world.people["carla"]
    client = client_of(carla)
    answer = client.post("/mesa/exportaciones/audit_log/pedir/")
    assert parse_qs(urlsplit(answer["Location"]).query)["next"] == [reverse("access:resume")]
    assert not ExportJob.objects.exists()
    assert 'action="/mesa/exportaciones/audit_log/pedir/"' in client.get(reverse("access:resume")).content.decode()


def test_words_are_shown_before_they_would_be_lost(world: World) -> None:
    """The page of a key or an endpoint may be left open: what was typed there comes back to be copied."""
    answer = client_of(world.people["carla"]).post(
        "/cuenta/webhooks/nuevo/", {"name": "El tablero de la ciudad", "password": "no se enseña nunca"}
    )
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "El tablero de la ciudad" in text
    assert "no se enseña nunca" not in text
    assert f'href="{ASKED}?next=' in text
