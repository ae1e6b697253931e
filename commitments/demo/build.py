"""Furnishes the demonstration city with plans: Mexico's, that of the United States, and the city's own."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from commitments.demo.mexico import bring_mexico
from commitments.demo.municipal import promise
from commitments.demo.usa import bring_usa

if TYPE_CHECKING:
    from proposals.demo.voices import Voices


def build(voices: "Voices", say: Callable[[str], object]) -> None:
    """Bring the archived plans, and let the city promise and report."""
    say("Action plans: the city's own, Mexico's and that of the United States")
    at = voices.context.moment(220)
    bring_mexico(by=voices.context.by, at=at)
    bring_usa(by=voices.context.by, at=at + timedelta(hours=1))
    promise(voices)
