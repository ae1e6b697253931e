"""What moderation hides vanishes from everything public at once, and comes back whole.

What is asked is not listed here: every public address of the resolver (tests/journeys/addresses.py), every dataset of
the registry as page, files and API, every search. The memory for strangers is on, so that each answer was kept from
before the decision.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from config.api import router
from participation.events.relay import relay
from participation.models import Subject
from participation.moderation.actions import decide
from participation.opendata.registry import bulk_datasets
from participation.web import page_cache
from tests.journeys.addresses import ADDRESSES
from tests.journeys.world import World, build_world
from tests.personas import NOW

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
# What tells that something was decided, without a word of it; and what counts decisions.
GROWING = {"moderation_statistics"}


@pytest.fixture
def world(settings: Any) -> Iterator[World]:
    settings.AZOTEA_PAGE_CACHE_SECONDS = 60
    page_cache.store.clear()
    with time_machine.travel(NOW, tick=False):
        yield build_world()
    page_cache.store.clear()


def addresses(world: World, word: str) -> list[str]:
    """Return every public address, in the language of the installation, and what can be asked of lists."""
    found = []
    with translation.override(django_settings.LANGUAGE_CODE):
        for name, row in ADDRESSES.items():
            if row.statuses[0] == 200 and not name.startswith(
                ("account", "opendata:csv", "opendata:jsonl", "opendata:geojson")
            ):
                found.append(reverse(name, args=row.args(world)))
    for dataset in bulk_datasets():
        found += [f"/datos/{dataset.name}/", f"/datos/{dataset.name}.csv", f"/datos/{dataset.name}.jsonl"]
        found += [f"/datos/{dataset.name}.geojson"] if dataset.has_places else []
    found += [f"/api/v1/{prefix}/?limit=100" for prefix, _viewset, _name in router.registry]
    found += ["/api/v1/events/?limit=200", f"/buscar/?q={word}", f"/api/v1/proposals/?q={word}"]
    for subject in Subject.objects.filter(state="published").exclude(path=""):
        found += [subject.path, *(f"/temas/{subject.pk}/{end}/" for end in ("historia", "cambios", "comentarios"))]
    return list(dict.fromkeys(found))


def read(path: str) -> str:
    """Return what a stranger is answered: the text of a page, file or refusal."""
    response = Client().get(path)
    assert response.status_code in {200, 302, 404, 410}, (path, response.status_code)
    if response.get("Content-Type", "").startswith(("image/", "application/pdf", "font/")):
        return ""
    raw = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]
    return raw.decode("utf-8", "replace") if response.status_code == 200 else ""


def holding(paths: list[str], word: str) -> set[str]:
    """Return the addresses whose answer holds a word, other than as what was searched for."""
    return {path for path in paths if word in read(path).replace(f'value="{word}"', "").replace(f"q={word}", "")}


def files() -> dict[str, list[str]]:
    """Return the rows of every dataset that does not count decisions."""
    return {
        dataset.name: sorted(read(f"/datos/{dataset.name}.jsonl").splitlines())
        for dataset in bulk_datasets()
        if dataset.name not in GROWING
    }


def vanish(world: World, word: str, act: Callable[[str], Any], *, least: int) -> None:
    """Hide a thing that is known by a word of its own, look for it everywhere, show it again and look once more."""
    paths = addresses(world, word)
    before = holding(paths, word)
    assert len(before) >= least, before
    rows = files()
    act("hide")
    assert holding(paths, word) == set()  # at once: the relay has not run, and every page was kept in memory
    while relay(at=NOW):
        pass
    assert holding(paths, word) == set()
    act("restore")
    page_cache.store.clear()  # what comes back may take the seconds that a page is kept
    while relay(at=NOW):
        pass
    assert before - holding(paths, word) == set()
    assert files() == rows


def test_whatever_is_hidden_vanishes_everywhere_and_comes_back_whole(world: World) -> None:
    """A comment, a proposal, an answer, a name, a process: one after the other in the same city."""
    dario, carla = world.people["dario"], world.people["carla"]
    made = {"reason": "Porque así lo dicen las normas", "at": NOW}
    comment, answered, process = world.comment, world.answered, world.process
    type(world.people["bruno"]).objects.filter(pk=world.people["bruno"].pk).update(name="Zopilote Rey")

    def decides(by: Any, **thing: Any) -> Callable[[str], Any]:
        return lambda outcome: decide(outcome=outcome, by=by, **made, **thing)

    vanish(world, "De acuerdo con todo", decides(dario, subject=comment.subject, comment=comment), least=5)
    vanish(world, "porque alcanza", decides(dario, subject=answered.subject, part="answer"), least=4)
    reply = comment.replies.get()
    vanish(world, "Zopilote Rey", decides(dario, subject=comment.subject, comment=reply, part="name"), least=1)
    vanish(world, "Luminarias en el parque", decides(dario, subject=answered.subject), least=10)
    vanish(world, "Plan de prueba", decides(carla, subject=process.subject), least=15)
