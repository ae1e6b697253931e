"""Encounters of the small city and of the town that grows: one to come, one that Bruno and Carla go to, one that is over."""

from datetime import datetime, timedelta
from typing import Any

from participation.asks.actions import submit_ask
from processes.actions import add_component, add_phase
from processes.encounters.actions.door import check_in, walk_in
from processes.encounters.actions.encounter import publish_encounter, write_encounter
from processes.encounters.actions.key import make_calendar_key
from processes.encounters.actions.minutes import publish_minutes
from processes.encounters.actions.seats import capture_registration, register
from processes.encounters.floor.place import place_of
from processes.models import Component, Encounter
from tests.personas import NOW


def meet(world: Any, n: int = 0) -> None:
    """Make one more row of each kind; the first ones get the names by which addresses are filled in."""
    carla = world.people["carla"]
    if not n:
        world.encounters = _activity(world)
    place = Component.objects.with_clock().get(pk=world.encounters.pk)
    soon, attended, met, draft = (_encounter(world, place, when, n) for when in ("soon", "attended", "met", "draft"))
    for row in (soon, attended, met):
        publish_encounter(encounter=row, by=carla, at=NOW, accept_electoral=True)
    registered = [register(encounter=attended, by=world.people[name], at=NOW) for name in ("bruno", "carla")]
    check_in(registration=registered[0], by=carla, at=NOW)
    captured = capture_registration(
        encounter=soon, name=world.says("Chachalaca López"), needs=world.says("Chachalaca en silla"), by=carla, at=NOW,
        organisation=world.says("Colectivo"), answers=[world.says("De agua")],
    )  # fmt: skip
    walk_in(encounter=soon, sector="public", act_id=captured.act_id, by=carla, at=NOW)
    publish_minutes(
        encounter=met, summary=world.says("Se habló del agua."), by=carla, at=NOW, transcript=world.says("Uno: hola"),
        items=[{"title": world.says("Agua"), "said": world.says("Falta"), "decided": world.says("Medir")}],
        attendance={"public": {"people": 12, "organisations": 0}, "academy": {"people": 3, "organisations": 1}},
    )  # fmt: skip
    spoken = submit_ask(
        kind="intervention", place=place_of(Encounter.objects.select_related("subject").get(pk=soon.pk)), title=world.says("Pido la palabra sobre el agua"),
        body=world.says("Cinco minutos"), by=world.people["ana"], at=NOW,
    )  # fmt: skip
    if not n:
        world.intervention = spoken
        world.encounter, world.attended, world.met, world.unannounced = soon, attended, met, draft
        world.captured = captured
        world.calendar_secret = make_calendar_key(by=world.people["bruno"], at=NOW)


def _activity(world: Any) -> Component:
    carla = world.people["carla"]
    made = add_component(
        process=world.process, kind="encounters", title=world.says("Encuentros"), slug="encuentros", by=carla, at=NOW,
        settings={"question_1": world.says("¿De qué hablar?"), "takes_floor": True, "floor_days": 0},
    )  # fmt: skip
    add_phase(
        process=world.process, title=world.says("Encuentros"), opens_at=NOW - timedelta(days=5), by=carla, at=NOW,
        openings={made.pk: ["register"]}, reason=world.says("Se agregó"),
    )  # fmt: skip
    return made


def _encounter(world: Any, place: Component, when: str, n: int) -> Encounter:
    hours: dict[str, float] = {"soon": 6, "attended": 7, "met": -30, "draft": 50}
    starts: datetime = NOW + timedelta(hours=hours[when], seconds=n)
    texts = {name: world.says(name) for name in ("description", "place_notes", "organisers")}
    return write_encounter(
        component=place, kind="table" if when == "met" else "encounter", title=world.says(f"Encuentro {when} {n}"), starts_at=starts, ends_at=starts + timedelta(hours=2),
        place=world.says("Plaza"), agenda=f"10:00 {world.says('Bienvenida')}", latitude=19.5, longitude=-96.9,
        mode="hybrid", online_url="https://example.org/chachalaca", services=["ramp"], capacity=50,
        by=world.people["carla"], at=NOW, **texts,
    )  # fmt: skip
