"""The traps of forms: they catch programs, lose nobody's words, and let the slow and the keyboard through."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from participation.models import Comment, Person, Suspicion
from participation.web.traps import seconds_since, stamp
from tests.factories import make_call, make_proposal
from tests.personas import NOW, client_of

pytestmark = pytest.mark.django_db
SIGN_UP = {"contact": "nueva@example.org", "name": "Nueva", "privacy": "on"}


@pytest.fixture(autouse=True)
def clock(settings: Any) -> Iterator[Any]:
    settings.AZOTEA_MODERATION = {**settings.AZOTEA_MODERATION, "fill_seconds": 3}
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def opened(page: str) -> str:
    """Return the moment that the form carries."""
    found = re.search(r'name="opened" value="([^"]*)"', page)
    assert found, "the form carries no moment"
    return found.group(1)


def test_a_stamp_counts_from_its_making_and_cannot_be_forged(clock: Any) -> None:
    made = stamp()
    clock.shift(10)
    assert seconds_since(made) == pytest.approx(10, abs=0.2)
    for forged in ("", "1", made[:-1], made.replace("1", "2", 1), "\x00", "9" * 5000, "nan:x"):
        assert seconds_since(forged) == 0


def test_too_fast_a_sign_up_is_sent_once_more_with_what_was_typed(clock: Any) -> None:
    browser = Client()
    moment = opened(browser.get("/cuenta/registro/").content.decode())
    clock.shift(1)
    response = browser.post("/cuenta/registro/", {**SIGN_UP, "opened": moment})
    page = response.content.decode()
    assert not Person.objects.exists()
    assert "Eso fue muy rápido" in page
    assert "nueva@example.org" in page
    assert opened(page) == moment  # the time goes on: the same press a moment later is taken
    clock.shift(3)
    assert browser.post("/cuenta/registro/", {**SIGN_UP, "opened": moment}).status_code == 302
    assert Person.objects.count() == 1


@pytest.mark.parametrize("seconds", [3, 3600, 86_400 * 30])
def test_the_slow_are_let_through(clock: Any, seconds: int) -> None:
    browser = Client()
    moment = opened(browser.get("/cuenta/registro/").content.decode())
    clock.shift(seconds)
    response = browser.post("/cuenta/registro/", {**SIGN_UP, "opened": moment})
    assert response.status_code == 302


def test_the_moment_belongs_to_no_browser(clock: Any) -> None:
    """A page that was kept for many readers gives them all the same moment: it works for each."""
    moment = opened(Client().get("/cuenta/registro/").content.decode())
    clock.shift(5)
    for number in range(2):
        sent = {**SIGN_UP, "contact": f"persona{number}@example.org", "opened": moment}
        assert Client().post("/cuenta/registro/", sent).status_code == 302
    assert Person.objects.count() == 2


def test_the_bait_is_out_of_the_way_and_tells_whoever_fills_it_in(clock: Any) -> None:
    browser = Client()
    page = browser.get("/cuenta/registro/").content.decode()
    bait = re.search(r'<div class="visually-hidden" aria-hidden="true">.*?</div>', page, re.DOTALL)
    assert bait is not None
    assert 'tabindex="-1"' in bait.group(0)
    assert 'autocomplete="off"' in bait.group(0)
    clock.shift(60)
    sent = {**SIGN_UP, "opened": opened(page), "website": "http://spam.example"}
    answer = browser.post("/cuenta/registro/", sent).content.decode()
    assert not Person.objects.exists()
    assert "Déjalo vacío" in answer
    assert "nueva@example.org" in answer
    # In the form that comes back the field is in sight, so that a person can empty it.
    assert 'class="visually-hidden" aria-hidden="true"' not in answer
    assert browser.post("/cuenta/registro/", {**sent, "website": ""}).status_code == 302


def test_a_comment_that_came_too_fast_is_published_and_looked_at(clock: Any, ana: Person) -> None:
    subject = make_proposal(make_call()).subject
    browser = client_of(ana)
    url = f"/temas/{subject.pk}/comentarios/nuevo/"
    moment = opened(browser.get(url).content.decode())
    clock.shift(1)
    assert browser.post(url, {"text": "Rapidísimo", "stance": "for", "opened": moment}).status_code == 302
    assert Comment.objects.get().state == "visible"
    assert Suspicion.objects.get().kind == "fast"
    clock.shift(5)
    assert browser.post(url, {"text": "Con calma", "stance": "for", "opened": moment}).status_code == 302
    assert Suspicion.objects.count() == 1


def test_the_bait_of_a_comment_and_of_a_proposal(clock: Any, ana: Person) -> None:
    call = make_call()
    subject = make_proposal(call).subject
    browser = client_of(ana)
    comments = f"/temas/{subject.pk}/comentarios/nuevo/"
    response = browser.post(comments, {"text": "Compra", "stance": "for", "website": "http://x.example"})
    assert response.status_code == 422
    assert "Compra" in response.content.decode()
    assert not Comment.objects.exists()
    write = f"{call.subject.path}nueva/"
    sent = {"title": "Compra mis láminas", "body": "Las mejores de la región", "website": "http://x.example"}
    page = browser.post(write, sent).content.decode()
    assert "Déjalo vacío" in page
    assert "Compra mis láminas" in page
