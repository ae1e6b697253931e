"""Limits in words: ``"30/min"`` is thirty within any sixty seconds."""

from dataclasses import dataclass
from functools import lru_cache

SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``amount`` within any ``seconds``."""

    amount: int
    seconds: int


@lru_cache(maxsize=200)
def parse(text: str) -> Rate:
    """Return the rate that a text such as ``5/s``, ``300/min``, ``20/hour`` or ``12/day`` means. Raises ValueError."""
    amount, slash, period = text.partition("/")
    if not slash or not amount.strip().isascii() or not amount.strip().isdigit() or period.strip()[:1] not in SECONDS:
        raise ValueError(f"{text!r} is not a rate: write it as 30/min (s, min, hour or day)")
    return Rate(int(amount), SECONDS[period.strip()[0]])
