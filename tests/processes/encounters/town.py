"""An activity of encounters and an announced encounter, made through the acts."""

from datetime import datetime, timedelta
from typing import Any

from participation.models import Person
from processes.encounters.actions.encounter import publish_encounter, write_encounter
from processes.models import Component, Encounter
from tests.factories import make_component, make_phase, make_process
from tests.personas import NOW

BEGINS = NOW + timedelta(days=3)


def make_activity(*, closes: timedelta | None = None, **settings: Any) -> Component:
    """Make an activity in which registering is open."""
    process = make_process("El río", slug="rio")
    made = make_component(process, "encounters", slug="encuentros", title="Encuentros", settings=settings)
    make_phase(process, opens=timedelta(days=-10), closes=closes, acts={made: ["register"]})
    return Component.objects.with_clock().get(pk=made.pk)


def make_encounter(
    by: Person,
    component: Component | None = None,
    *,
    starts_at: datetime = BEGINS,
    hours: int = 2,
    publish: bool = True,
    at: datetime = NOW,
    **fields: Any,
) -> Encounter:
    """Make an encounter through the acts."""
    given = {"title": "Encuentro por el río", "place": "Casa de Cultura", **fields}
    row = write_encounter(
        component=component or make_activity(),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
        by=by,
        at=at,
        **given,
    )
    return publish_encounter(encounter=row, by=by, at=at) if publish else row
