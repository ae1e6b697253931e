"""Furnishes the demonstration city with two budgets, stage by stage, as real ones would have come to be."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from budgets.demo.ballots import vote_and_close, vote_now
from budgets.demo.results import decide, show_a_real_one
from budgets.demo.structure import prepare_closed, prepare_open
from budgets.demo.works import carry_out

if TYPE_CHECKING:
    from proposals.demo.voices import Voices


def build(voices: "Voices", say: Callable[[str], object]) -> None:
    """Prepare both budgets: projects, their study, and the works of the one that was decided."""
    say("Participatory budgets: one to vote on now, one whose works go on")
    closed = prepare_closed(voices)
    vote_and_close(voices, closed)
    vote_now(voices, prepare_open(voices))
    decide(voices, closed)
    show_a_real_one(voices)
    carry_out(voices, closed)
