"""Typed settings of an activity with a collaborative text."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class TextSettings:
    """Who may suggest and sign, how many suggestions of one person may wait (0: no limit), working days to answer."""

    per_person: int = 0
    answer_due_days: int = 20
    who_may_suggest: list[dict[str, Any]] = field(default_factory=list)
    who_may_sign: list[dict[str, Any]] = field(default_factory=list)
