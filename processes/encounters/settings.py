"""Typed settings of an activity of encounters."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class EncounterSettings:
    """Who may register, and what they are asked: at most three short questions, none of which must be answered.

    ``takes_floor``: people ask to speak or propose points, until ``floor_days`` before each encounter begins.
    """

    who_may_register: list[dict[str, Any]] = field(default_factory=list)
    question_1: str = ""
    question_2: str = ""
    question_3: str = ""
    takes_floor: bool = False
    floor_days: int = 2
    floor_answer_days: int = 5

    @property
    def questions(self) -> list[str]:
        """Return the questions that are asked."""
        return [text for text in (self.question_1, self.question_2, self.question_3) if text]
