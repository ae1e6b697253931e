"""Who counts terms by the calendar: told when a day off is added, so that open terms are counted anew."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol


class Recount(Protocol):
    """Count open terms anew, and return how many became longer; nobody's term becomes shorter than was told."""

    def __call__(self, *, at: datetime) -> int:
        """Count them as of a moment, inside the transaction of the act that changed the calendar."""


_recounts: list[Recount] = []


def register_terms(recount: Recount) -> None:
    """Have terms counted anew when the calendar changes (in ``apps.ready()``); twice changes nothing."""
    if recount not in _recounts:
        _recounts.append(recount)


def recounts() -> tuple[Callable[..., int], ...]:
    """Return all that count terms, in the order of registration."""
    return tuple(_recounts)
