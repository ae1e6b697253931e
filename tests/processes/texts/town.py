"""The texts of the cities in which every address and every list is asked for."""

from datetime import timedelta
from typing import Any

from processes.actions import add_component, add_phase
from processes.models import Component, Process
from processes.texts.actions.preparing import adopt_text, keep_text, publish_text
from processes.texts.actions.signing import sign_text
from processes.texts.actions.suggesting import Said, suggest
from tests.personas import NOW
from tests.processes.texts.manifesto import passage, read


def _activity(world: Any, slug: str, process: Process) -> Component:
    carla = world.people["carla"]
    made = add_component(process=process, kind="text", title=world.says("El manifiesto"), slug=slug, by=carla, at=NOW)
    add_phase(
        process=process, title=world.says("Editatón"), opens_at=NOW - timedelta(days=5), by=carla, at=NOW,
        openings={made.pk: ["suggest", "sign"]}, reason=world.says("Se agregó"),
    )  # fmt: skip
    return Component.objects.with_clock().get(pk=made.pk)


def _kept(world: Any, slug: str, process: Process | None = None) -> Any:
    words = world.says("La ciudad es de quienes la habitan.")
    title = world.says("Manifiesto")
    component = _activity(world, slug, process or world.process)
    return keep_text(component=component, title=title, markdown=words, by=world.people["carla"], at=NOW)


def _said(world: Any, text: Any, by: Any, words: str) -> Any:
    row = passage(text, 1)
    said = Said("addition", row.words, world.says("Porque hace falta."), world.says(words))
    return suggest(passage=row, given=said, by=by, at=NOW)


def compose(world: Any) -> None:
    """Make a text with a suggestion of Ana's, one that is adopted and signed, and one that is being prepared."""
    carla, ana = world.people["carla"], world.people["ana"]
    world.text = read(publish_text(text=_kept(world, "texto"), by=carla, at=NOW))
    world.suggestion = _said(world, world.text, ana, "Y de quienes vendrán.")
    done = publish_text(text=_kept(world, "texto-adoptado"), by=carla, at=NOW)
    done = adopt_text(text=done, adoption=world.says("La adoptó el cabildo."), by=carla, at=NOW)
    world.adopted_text = read(done)
    world.signature = sign_text(text=world.adopted_text, by=ana, at=NOW)
    world.unpublished_text = _kept(world, "texto-en-preparacion")


def compose_more(town: Any, n: int, person: Any) -> None:
    """Make one more text, and one more suggestion and signature on the first ones."""
    if not n:
        compose(town)
        town.texts = town.text.component
    else:
        process = Process.objects.get(slug=f"plan-{n}")  # one process holds thirty activities at most
        publish_text(text=_kept(town, f"texto-{n}", process), by=town.people["carla"], at=NOW)
    _said(town, town.text, person, f"Y de la calle {n}.")
    sign_text(text=town.adopted_text, by=person, at=NOW)
