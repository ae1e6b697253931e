"""Typed settings of a debate."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class DebateSettings:
    """The two positions in the words of whoever convenes it, and who may give reasons."""

    in_favour: str = ""
    in_favour_en: str = ""
    against: str = ""
    against_en: str = ""
    who_may_comment: list[dict[str, Any]] = field(default_factory=list)
