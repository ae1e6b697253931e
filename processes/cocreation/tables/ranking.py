"""Counting the sheets of a table: pure. The rule is that of questions that ask for an order.

With n options the first on a sheet gets n points, the second n - 1, …; what a sheet leaves out gets none. Options with
the same points share a place: the table settles it by talking, never a lot.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Ranked:
    """How one option came out. ``places``: on how many sheets it stands first, second, …"""

    key: int
    points: int = 0
    place: int = 0
    places: list[int] = field(default_factory=list)


def ranked(options: Sequence[int], sheets: Sequence[Sequence[int]]) -> list[Ranked]:
    """Return the options, the best first; those with the same points in the order in which they were given."""
    most = len(options)
    found = {key: Ranked(key, places=[0] * most) for key in options}
    for sheet in sheets:
        for place, key in enumerate(sheet):
            found[key].points += most - place
            found[key].places[place] += 1
    rows = sorted(found.values(), key=lambda row: -row.points)
    for number, row in enumerate(rows):
        tied = number > 0 and rows[number - 1].points == row.points
        row.place = rows[number - 1].place if tied else number + 1
    return rows
