"""The clock stands at NOW for pages, which read it themselves."""

from collections.abc import Iterator

import pytest
import time_machine

from participation.models import Subject
from tests.factories import make_call, make_proposal
from tests.personas import NOW


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def subject(db: None) -> Subject:
    """A public proposal on which comments are open."""
    return make_proposal(make_call()).subject
