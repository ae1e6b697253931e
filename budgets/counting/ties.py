"""Who goes first among equals: a chain of criteria declared beforehand, the last of which is a lot.

Never a primary key, a name or a place in the file. The lot is an order of the projects that was drawn and published, or
follows from a published text: SHA-256 over the text and each project's id, ascending.
"""

import hashlib
from collections.abc import Sequence

from budgets.counting.election import CountingError, Election

CRITERIA = ("lowest-cost", "highest-cost", "most-votes", "most-points", "lot")
# What the makers of equal shares advise, and what we count by where a file declares nothing.
USUAL = ("lowest-cost", "most-votes", "lot")


def lot_of(text: str, names: Sequence[str]) -> list[str]:
    """Return the order that a published text draws."""
    return sorted(names, key=lambda name: hashlib.sha256(f"{text}|{name}".encode()).digest())


def ranks(election: Election, chain: Sequence[str], lot: Sequence[str] = ()) -> list[tuple[int, ...]]:
    """Return for each project what it is compared by, the lesser first. Raises CountingError for a chain that may tie.

    ``lot`` is the order that was drawn; without one, the fingerprint of the election draws it.
    """
    if not chain or chain[-1] != "lot" or any(name not in CRITERIA for name in chain):
        raise CountingError(f"a chain against ties is made of {', '.join(CRITERIA)} and ends with the lot")
    names = [project.id for project in election.projects]
    order = list(lot) or lot_of(election.fingerprint, names)
    if sorted(order) != sorted(names):
        raise CountingError("the lot names each project once")
    drawn = {name: place for place, name in enumerate(order)}
    columns = {
        "lowest-cost": election.costs,
        "highest-cost": [-cost for cost in election.costs],
        "most-votes": [-votes for votes in election.votes],
        "most-points": [-points for points in election.points],
        "lot": [drawn[name] for name in names],
    }
    return list(zip(*(columns[name] for name in chain), strict=True))
