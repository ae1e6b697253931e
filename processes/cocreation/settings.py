"""Typed settings of an activity of contributions."""

from dataclasses import dataclass, field
from typing import Any

from processes.opinions.settings import Moderation


@dataclass(frozen=True, slots=True)
class ContributionSettings:
    """What is asked for, who may contribute, when it is answered; 0 in ``per_person``: no limit.

    ``nameless``: authors may ask that their name is not shown. ``two_readers``: clusters are published when a second
    person confirmed where each contribution is.
    """

    themes: list[str] = field(default_factory=list)
    per_person: int = 10
    moderation: str = Moderation.AFTER.value
    nameless: bool = True
    two_readers: bool = True
    answer_days: int = 60
    who_may_contribute: list[dict[str, Any]] = field(default_factory=list)
