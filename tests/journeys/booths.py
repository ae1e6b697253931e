"""Collection points of the small city and of the measured town: a place attended by Carla, with what was captured there."""

import uuid
from datetime import timedelta
from typing import Any

from processes.models import Capture, Sheet, SheetEntry
from processes.points.actions import officers, places
from processes.points.actions.captures import capture
from processes.points.actions.sheets import print_sheets
from processes.points.paper import seal
from processes.points.registry import find_capture
from proposals.content import content
from tests.personas import NOW


def set_up_booth(world: Any, n: int = 0) -> Capture:
    """Open one more point with an officer, a device and a capture; return the capture."""
    carla = world.people["carla"]
    point = places.open_point(
        institution=world.call.process.institution or world.institution, processes=[world.call.process], by=carla, at=NOW,
        name=world.says(f"Biblioteca {n}"), address=world.says("Hidalgo 10"), directions=world.says("Hay rampa"),
        week=[[["09:00", "14:00"]]] * 5 + [[], []], materials=world.says("Tableta"), spot=(19.5, -96.9),
        days={str((NOW + timedelta(days=3)).date()): {"hours": [], "why": world.says("Fiesta")}},
    )  # fmt: skip
    officers.add_officer(point=point, person=carla, by=carla, at=NOW)
    device = officers.set_up_device(point=point, key=uuid.uuid4(), label=world.says("Tableta"), by=carla, at=NOW)
    kind = find_capture("proposal", "proposals")
    assert kind is not None
    _lay_out_a_sheet(world, point, kind)
    said = content(title=f"Una fuente {n}", body="Para los días de calor.", lang="es")
    return capture(
        point=point, kind=kind, component=world.call, data={"content": said, "person": None}, channel="paper",
        act_id=uuid.uuid4(), by=carla, at=NOW, device=device,
    )  # fmt: skip


def _lay_out_a_sheet(world: Any, point: Any, kind: Any) -> None:
    """Print a sheet whose two entries, of other people, differ."""
    carla = world.people["carla"]
    made = print_sheets(point=point, component=world.call, kind=kind, number=1, by=carla, at=NOW)[0]
    for place, (name, said) in enumerate((("ana", "Una banca"), ("bruno", "Una barca")), start=1):
        typed = {"title": world.says(said), "body": "En la parada.", "channel": "paper"}
        SheetEntry.objects.create(
            sheet=made, place=place, by=world.people[name], act_id=uuid.uuid4(), at=NOW, sealed=seal(typed)
        )
    Sheet.objects.filter(pk=made.pk).update(state="differs")
