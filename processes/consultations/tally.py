"""Counting what was answered: pure, one answer after the other, so that memory does not grow with their number.

What is told of a count by place or channel follows the threshold rule in both directions (``withhold``), since totals
of rows and columns stand beside the cells.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from participation.opendata.cells import SMALLEST_CELL
from processes.consultations.answers import chosen
from processes.consultations.questions import Asked

COUNTED_BY_GROUP = ("single", "multiple", "score")
BARS = 8  # of numbers


@dataclass(slots=True)
class Count:
    """What was answered to one question. ``counts`` by option, value or, of a table, (row, option)."""

    ask: Asked
    answered: int = 0
    counts: dict[Any, int] = field(default_factory=dict)
    first: dict[str, int] = field(default_factory=dict)
    values: list[float] = field(default_factory=list)
    groups: dict[Hashable, dict[Any, int]] = field(default_factory=dict)
    group_answered: dict[Hashable, int] = field(default_factory=dict)
    kept_mean: float | None = None  # where counts were kept and the values were not

    def __post_init__(self) -> None:
        self.counts = dict.fromkeys(_cells(self.ask), 0)
        if self.ask.kind == "ranking":
            self.first = dict.fromkeys(self.ask.options, 0)

    def add(self, value: Any, groups: Iterable[Hashable] = ()) -> None:
        """Count one answer, also within the groups that whoever gave it is in."""
        if value is None:
            return
        self.answered += 1
        found = self._found(value)
        for cell, weight in found:
            self.counts[cell] = self.counts.get(cell, 0) + weight
        if self.ask.kind == "ranking":
            self.first[value[0]] += 1
        if self.ask.kind in ("number", "score"):
            self.values.append(float(value))
        if self.ask.kind in COUNTED_BY_GROUP:
            for group in groups:
                cells = self.groups.setdefault(group, dict.fromkeys(_cells(self.ask), 0))
                self.group_answered[group] = self.group_answered.get(group, 0) + 1
                for cell, weight in found:
                    cells[cell] = cells.get(cell, 0) + weight

    def _found(self, value: Any) -> list[tuple[Any, int]]:
        if self.ask.kind in ("single", "multiple"):
            return [(option, 1) for option in chosen(value)]
        if self.ask.kind == "score":
            return [(value, 1)]
        if self.ask.kind == "matrix":
            return [((row, option), 1) for row, option in value.items()]
        if self.ask.kind == "ranking":
            most = len(self.ask.options)
            return [(option, most - place) for place, option in enumerate(value)]
        return []

    @property
    def mean(self) -> float | None:
        """Return the mean of numbers and scales; None where nobody answered."""
        return sum(self.values) / len(self.values) if self.values else self.kept_mean

    @property
    def middle(self) -> float | None:
        """Return the median: half of the answers are as large or smaller."""
        return median(self.values) if self.values else None

    def bars(self) -> list[tuple[float, float, int]]:
        """Return numbers in stretches of the same width: from, to, how many."""
        if not self.values:
            return []
        low, high = min(self.values), max(self.values)
        if low == high:
            return [(low, high, len(self.values))]
        width = (high - low) / BARS
        found = [0] * BARS
        for value in self.values:
            found[min(BARS - 1, int((value - low) / width))] += 1
        return [(low + place * width, low + (place + 1) * width, n) for place, n in enumerate(found)]


def _cells(ask: Asked) -> list[Any]:
    if ask.kind in ("single", "multiple"):
        return [*ask.options, "other"] if ask.other else list(ask.options)
    if ask.kind == "score":
        return list(range(ask.low, ask.high + 1))
    if ask.kind == "matrix":
        return [(row, option) for row in ask.rows for option in ask.options]
    return list(ask.options) if ask.kind == "ranking" else []


def count(
    asks: Sequence[Asked], answers: Iterable[tuple[Mapping[str, Any], Sequence[Hashable]]]
) -> tuple[int, dict[str, Count]]:
    """Return how many answers there are, and the count of each question; each answer comes with its groups."""
    counts = {ask.key: Count(ask) for ask in asks if ask.asks}
    total = 0
    for data, groups in answers:
        total += 1
        for key, one in counts.items():
            one.add(data.get(key), groups)
    return total, counts


def withhold(table: Sequence[Sequence[int]], least: int = SMALLEST_CELL) -> list[list[int | None]]:
    """Return a table of counts of people with small cells withheld, and more of them until none can be computed.

    Sums of rows and of columns are told beside it: so in each of them what is withheld is at least two cells that hold
    ``least`` people or more together. Where a row or column has no more to withhold, all of it is withheld.
    """
    if not table:
        return []
    hidden = [[0 < n < least for n in row] for row in table]
    lines = [[(y, x) for x in range(len(row))] for y, row in enumerate(table)]
    lines += [[(y, x) for y in range(len(table))] for x in range(len(table[0]))]
    changed = True
    while changed:
        changed = False
        for line in lines:
            held = [cell for cell in line if hidden[cell[0]][cell[1]]]
            if not held or len(held) == len(line):
                continue
            if len(held) >= 2 and sum(table[y][x] for y, x in held) >= least:
                continue
            rest = [cell for cell in line if not hidden[cell[0]][cell[1]]]
            y, x = min(rest, key=lambda cell: (table[cell[0]][cell[1]] == 0, table[cell[0]][cell[1]], cell))
            hidden[y][x] = changed = True
    return [[None if hidden[y][x] else n for x, n in enumerate(row)] for y, row in enumerate(table)]
