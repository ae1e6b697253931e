"""Asks at one moment: the clock stands at NOW."""

from collections.abc import Iterator

import pytest
import time_machine

from participation.models import Institution
from processes.models import Component
from tests.factories import make_component, make_institution, make_phase, make_process
from tests.personas import NOW


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office(db: None) -> Institution:
    """The office that is asked."""
    return make_institution("Dirección de Obras")


def questions(**settings: object) -> Component:
    """Make a published process with an activity of questions, open now."""
    process = make_process()
    component = make_component(process, "questions", slug="preguntas", title="Preguntas", settings=settings)
    make_phase(process, acts={component: ["ask", "join", "comment"]})
    return component


@pytest.fixture
def place(db: None) -> Component:
    """An activity of questions with the usual settings."""
    return questions()
