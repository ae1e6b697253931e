"""The clock of these journeys stands still, and the API does not count."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.journeys.world import World, build_world
from tests.personas import NOW


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def _without_limits(settings) -> None:
    settings.AZOTEA_API_RATES = dict.fromkeys(settings.AZOTEA_API_RATES, "1000000/min")


@pytest.fixture
def world(db: None) -> World:
    """A small city, with something hidden of each kind."""
    return build_world()
