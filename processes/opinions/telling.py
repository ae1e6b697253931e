"""Which counts of answers may be told, and in which words where numbers would single somebody out.

Numbers follow the threshold rule of ``participation.opendata.cells`` in both directions: along the answers to one
statement by one group, and from the groups to everybody, of whom a number is told only where it is of every group.
Beside them stands a fifth for each of agree and disagree
(1: less than a fifth of those who answered, 5: four fifths or more), wherever ten people answered: each fifth of ten or
more people covers two numbers or more, so that it never tells one.
"""

from collections.abc import Sequence
from typing import Any

from participation.opendata.cells import SMALLEST_CELL, tellable

CHOICES = ("agree", "disagree", "passed")
MOST = 4  # from three fifths on


def fifth(count: int, answered: int) -> int | None:
    """Return in which fifth of those who answered the count lies; None where too few answered."""
    return None if answered < SMALLEST_CELL else min(5, count * 5 // answered + 1)


def told(counts: Sequence[int]) -> dict[str, int | None]:
    """Return what may be told of agree, disagree and passed in one group."""
    answered = sum(counts)
    found: dict[str, int | None] = {"answered": answered if answered >= SMALLEST_CELL else None}
    known = tellable(dict(zip(CHOICES, counts, strict=True)))
    found |= {name: known[name] if answered >= SMALLEST_CELL else None for name in CHOICES}
    found["agree_fifth"] = fifth(counts[0], answered)
    found["disagree_fifth"] = fifth(counts[1], answered)
    return found


def told_together(everybody: Sequence[int], groups: Sequence[Sequence[int]]) -> list[dict[str, int | None]]:
    """Return what may be told of everybody (first) and of each group, so that nothing follows by subtraction."""
    rows = [told(counts) for counts in groups]
    whole = told(everybody)
    if not groups:
        return [whole]
    loose = [total - sum(column) for total, column in zip(everybody, zip(*groups, strict=True), strict=True)]
    for place, name in enumerate(CHOICES):
        if 0 < loose[place] < SMALLEST_CELL or any(row[name] is None for row in rows):
            whole[name] = None
    silent = sum(loose) + sum(sum(counts) for counts, row in zip(groups, rows, strict=True) if row["answered"] is None)
    if 0 < silent < SMALLEST_CELL:
        whole |= dict.fromkeys(("answered", *CHOICES))
    elif any(whole[name] is None for name in CHOICES):
        _cover(whole, everybody)
    return [whole, *rows]


def _cover(row: dict[str, int | None], counts: Sequence[int]) -> None:
    """Withhold more of a row until what is withheld holds ten people or everybody: its sum is told."""
    while True:
        held = sum(count for name, count in zip(CHOICES, counts, strict=True) if row[name] is None)
        left = [(count, name) for name, count in zip(CHOICES, counts, strict=True) if row[name] is not None]
        if held >= SMALLEST_CELL or not left:
            return
        row[min(left)[1]] = None


def uniting(statements: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the statements with which most of every group agree, or disagree, the clearest first."""
    found = []
    for row in statements:
        for side in ("agree", "disagree"):
            fifths = [group[f"{side}_fifth"] for group in row["groups"]]
            if fifths and None not in fifths and min(fifths) >= MOST:
                found.append({**row, "side": side, "weight": min(fifths)})
    return sorted(found, key=lambda row: (-row["weight"], row["statement"]))


def dividing(statements: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the statements on which groups differ by two fifths or more, the farthest apart first."""
    found = []
    for row in statements:
        fifths = [group["agree_fifth"] for group in row["groups"] if group["agree_fifth"] is not None]
        if len(fifths) > 1 and max(fifths) - min(fifths) >= 2:
            found.append({**row, "weight": max(fifths) - min(fifths)})
    return sorted(found, key=lambda row: (-row["weight"], row["statement"]))
