"""The clock of these journeys stands still, and the API does not count."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import time_machine

from tests.journeys import standing
from tests.journeys.world import World
from tests.personas import NOW


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def _without_limits(settings) -> None:
    settings.AZOTEA_API_RATES = dict.fromkeys(settings.AZOTEA_API_RATES, "1000000/min")


@pytest.fixture(scope="module")
def _standing(django_db_setup: None, django_db_blocker: Any) -> World:
    with django_db_blocker.unblock():
        return standing.city()


@pytest.fixture
def world(_standing: World, db: None) -> World:
    """A small city, with something hidden of each kind: built once, as good as new for each test."""
    return deepcopy(_standing)
