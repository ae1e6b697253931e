"""What moderation hides vanishes from everything public at once, and comes back whole.

What is asked is not listed here: every public address of the resolver (tests/journeys/addresses.py), every dataset of
the registry as page, files and API, every search. The memory for strangers is on, so that each answer was kept from
before the decision.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from config.api import router
from participation.events.relay import relay
from participation.models import Person, Subject
from participation.moderation.actions import decide
from participation.opendata.registry import bulk_datasets
from participation.web import page_cache
from tests.journeys.addresses import ADDRESSES
from tests.journeys.world import World, build_world
from tests.personas import NOW

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
# What tells that something was decided, without a word of it; and what counts decisions.
GROWING = {"moderation_statistics"}
# Says nothing of anything, and what is asked of every dataset below.
PLAIN = {"api:explorer", "api:schema", "brand-css", "icon", "alive", "ready", "robots"}
ELSEWHERE = ("account", "opendata:csv", "opendata:jsonl", "opendata:geojson")


@pytest.fixture
def world(settings: Any) -> Iterator[World]:
    settings.AZOTEA_PAGE_CACHE_SECONDS = 60
    settings.AZOTEA_API_RATES = dict.fromkeys(settings.AZOTEA_API_RATES, "1000000/min")
    settings.AZOTEA_RATES = dict.fromkeys(settings.AZOTEA_RATES, "1000000/min")
    page_cache.store.clear()
    with time_machine.travel(NOW, tick=False):
        yield build_world()
    page_cache.store.clear()


def addresses(world: World) -> list[str]:
    """Return every public address, in the language of the installation, and what can be asked of lists."""
    found = []
    with translation.override(django_settings.LANGUAGE_CODE):
        for name, row in ADDRESSES.items():
            if row.statuses[0] == 200 and name not in PLAIN and not name.startswith(ELSEWHERE):
                found.append(reverse(name, args=row.args(world)))
    for dataset in bulk_datasets():
        found += [f"/datos/{dataset.name}/", f"/datos/{dataset.name}.csv", f"/datos/{dataset.name}.jsonl"]
        found += [f"/datos/{dataset.name}.geojson"] if dataset.has_places else []
    own = {"flags", "invitations"}  # reports are only sent, invitations read by whom they are for
    listed = [prefix for prefix, _viewset, _name in router.registry if prefix not in own]
    found += [f"/api/v1/{prefix}/?limit=100" for prefix in listed]
    found += ["/api/v1/events/?limit=200", "/buscar/?q=luminarias", "/api/v1/proposals/?q=luminarias"]
    for subject in Subject.objects.filter(state="published").exclude(path=""):
        found += [subject.path, *(f"/temas/{subject.pk}/{end}/" for end in ("historia", "cambios", "comentarios"))]
    return list(dict.fromkeys(found))


def read(path: str) -> str:
    """Return what a stranger is answered: the text of a page or file; nothing for a refusal."""
    response = Client().get(path)
    assert response.status_code in {200, 302, 404, 410}, (path, response.status_code)
    if response.get("Content-Type", "").startswith(("image/", "application/pdf", "font/")):
        return ""
    raw = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]
    return raw.decode("utf-8", "replace") if response.status_code == 200 else ""


def holding(paths: list[str], words: list[str]) -> dict[str, set[str]]:
    """Return, for each word, the addresses whose answer holds it."""
    texts = {path: read(path) for path in paths}
    return {word: {path for path, text in texts.items() if word in text} for word in words}


def files() -> dict[str, list[str]]:
    """Return the rows of every dataset that does not count decisions."""
    return {
        dataset.name: sorted(read(f"/datos/{dataset.name}.jsonl").splitlines())
        for dataset in bulk_datasets()
        if dataset.name not in GROWING
    }


def number_events() -> None:
    """Run what the worker runs, so that the feed of changes shows what happened."""
    while relay(at=NOW):
        pass


def test_whatever_is_hidden_vanishes_everywhere_and_comes_back_whole(world: World) -> None:
    """A comment, an answer, a name and a proposal; then the whole process in which they lie."""
    dario, carla, bruno = (world.people[name] for name in ("dario", "carla", "bruno"))
    comment, answered, process = world.comment, world.answered, world.process
    Person.objects.filter(pk=bruno.pk).update(name="Zopilote Rey")
    things: dict[str, dict[str, Any]] = {
        "De acuerdo con todo": {"subject": comment.subject, "comment": comment},
        "porque alcanza": {"subject": answered.subject, "part": "answer"},
        "Zopilote Rey": {"subject": comment.subject, "comment": comment.replies.get(), "part": "name"},
        "Banquetas parejas en todo el centro": {"subject": world.proposal.subject},
    }
    paths, words = addresses(world), list(things)
    before, rows = holding(paths, [*words, "Plan de prueba"]), files()
    assert {word: len(found) >= 3 for word, found in before.items()} == dict.fromkeys([*words, "Plan de prueba"], True)

    for thing in things.values():
        decide(outcome="hide", reason="Así lo dicen las normas", by=dario, at=NOW, **thing)
    # At once: the relay has not run, and each page was kept in memory from before.
    assert holding(paths, words) == {key: set() for key in words}
    number_events()
    assert holding(["/api/v1/events/?limit=200", *(p for p in paths if p.startswith("/datos/"))], words) == {
        key: set() for key in words
    }
    for thing in things.values():
        decide(outcome="restore", reason="Fue un error", by=dario, at=NOW, **thing)
    page_cache.store.clear()  # what comes back may take the seconds for which a page is kept
    number_events()
    after = holding(paths, words)
    assert {word: before[word] - after[word] for word in words} == {key: set() for key in words}
    assert files() == rows

    holding(paths, [])  # kept in memory again
    every = [*words[:2], words[3], "Plan de prueba"]
    decide(outcome="hide", reason="Se publicó por error", by=carla, at=NOW, subject=process.subject)
    assert holding(paths, every) == {key: set() for key in every}
    decide(outcome="restore", reason="Ya se puede", by=carla, at=NOW, subject=process.subject)
    page_cache.store.clear()
    number_events()
    after = holding(paths, every)
    assert {word: before[word] - after[word] for word in every} == {key: set() for key in every}
    assert files() == rows
