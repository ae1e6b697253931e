"""The clock of these journeys stands still, and the API does not count."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import time_machine

from tests.journeys.world import World, standing_world
from tests.personas import NOW


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def _without_limits(settings) -> None:
    settings.AZOTEA_API_RATES = dict.fromkeys(settings.AZOTEA_API_RATES, "1000000/min")


@pytest.fixture(scope="module")
def _standing(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), standing_world() as world:
        yield world


@pytest.fixture
def world(_standing: World, db: None) -> World:
    """A small city, with something hidden of each kind: built once for a file, as good as new for each of its tests."""
    return deepcopy(_standing)
