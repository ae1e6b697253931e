"""The number of new notifications, which open pages ask for once a minute."""

import re

import pytest
from django.test import Client

from participation.models import Notice
from tests.participation.notifications.test_inbox import notices
from tests.personas import client_of

pytestmark = pytest.mark.django_db
COUNT = "/cuenta/notificaciones/cuantas/"


def test_it_answers_with_the_number_and_asks_on(ana):
    notices(ana, 3)
    html = client_of(ana).get(f"{COUNT}?n=1").content.decode()
    assert re.search(r">\s*3<", html)
    assert "notificaciones nuevas" in html
    assert f'hx-get="{COUNT}?n=3"' in html
    assert "<html" not in html


def test_nothing_is_sent_while_nothing_changed(ana):
    notices(ana, 2)
    answer = client_of(ana).get(f"{COUNT}?n=2")
    assert (answer.status_code, answer.content) == (204, b"")
    Notice.objects.update(read_at="2026-11-21T18:00:00Z")
    html = client_of(ana).get(f"{COUNT}?n=2").content.decode()
    assert "az-tag" not in html
    assert f'hx-get="{COUNT}?n=0"' in html


@pytest.mark.parametrize("count", [0, 120])
def test_it_costs_one_query(ana, count, django_assert_num_queries):
    notices(ana, min(count, 2))
    client = client_of(ana)
    with django_assert_num_queries(1):  # session with its person and the number
        client.get(f"{COUNT}?n=77")


@pytest.mark.parametrize("n", ["", "x", "9" * 400, "<script>"])
def test_nonsense_gets_the_number(ana, n):
    answer = client_of(ana).get(COUNT, {"n": n})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


def test_strangers_are_told_nothing_and_led_nowhere(ana):
    answer = Client().get(COUNT)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers.get("Location") is None
    assert client_of(ana).post(COUNT).status_code == 405


def test_pages_of_strangers_ask_for_nothing(ana):
    assert "az-count" not in Client().get("/").content.decode()
    html = client_of(ana).get("/").content.decode()
    assert f'hx-get="{COUNT}?n=0"' in html
    assert "no-store" in client_of(ana).get(f"{COUNT}?n=9")["Cache-Control"]
