"""A municipality with a colonia, beside another one; and its electoral period."""

from datetime import date
from typing import Any

import pytest

from participation.models import ElectoralPeriod, Person, Territory
from participation.territories.actions import create_territory
from participation.veda.actions import declare_period
from tests.personas import NOW

LAW = {
    "legal_basis": "Constitución, artículo 41, base III, apartado C",
    "legal_url": "https://www.diputados.gob.mx/LeyesBiblio/pdf/CPEUM.pdf",
}


@pytest.fixture
def places(carla: Person) -> dict[str, Territory]:
    """A state with two municipalities, one of them with a colonia."""
    made: dict[str, Any] = {}
    for name, level, inside in (
        ("estado", "state", None),
        ("aqui", "municipality", "estado"),
        ("colonia", "colonia", "aqui"),
        ("otro", "municipality", "estado"),
    ):
        made[name] = create_territory(
            name=name.capitalize(), level=level, parent=made.get(inside or ""), by=carla, at=NOW
        )
    return made


def declare(carla: Person, territory: Territory | None, **fields: Any) -> ElectoralPeriod:
    """Declare a period around NOW (21 November 2026)."""
    given = {"name": "Campañas 2026", "starts_on": date(2026, 11, 1), "ends_on": date(2026, 11, 30)}
    return declare_period(**{**LAW, **given, "territory": territory, **fields}, by=carla, at=NOW)
