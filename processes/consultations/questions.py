"""What a question asks, as plain values: what ``answers`` cleans by and ``tally`` counts by."""

from collections.abc import Sequence
from dataclasses import dataclass

CHOOSING = ("single", "multiple")
WRITTEN = ("short", "long")
SECRET = ("single", "multiple", "ranking", "score")  # what a ballot can hold: no words that could tell who wrote them
LONGEST = {"short": 200, "long": 3000, "other": 200}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. ``when``: only asked of whoever chose one of these options of an earlier question."""

    key: str
    kind: str
    required: bool = False
    options: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    least: int = 0
    most: int = 0  # 0: no limit
    low: int = 1
    high: int = 5
    decimals: int = 0
    other: bool = False
    when: tuple[str, tuple[str, ...]] | None = None

    @property
    def asks(self) -> bool:
        """Tell whether something is answered here; a section only introduces what follows."""
        return self.kind != "section"


def sections(asks: Sequence[Asked]) -> list[list[Asked]]:
    """Return the questions page by page: a section begins a new one and stands first in it."""
    pages: list[list[Asked]] = [[]]
    for ask in asks:
        if ask.kind == "section" and pages[-1]:
            pages.append([])
        pages[-1].append(ask)
    return pages
