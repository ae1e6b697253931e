"""Telling which row of a file is not as it was signed: one short hash for each row, beside the hash of the file."""

import hashlib
from collections import Counter
from collections.abc import Sequence

SHORT = 16  # characters of a row's hash; the file itself is signed by its whole one
MOST_NAMED = 5


def rows_of(data: bytes) -> list[bytes]:
    """Return the rows of a text file."""
    return data.removesuffix(b"\n").split(b"\n")


def row_hash(row: bytes) -> str:
    """Return the short hash of a row."""
    return hashlib.sha256(row).hexdigest()[:SHORT]


def differences(name: str, wanted: Sequence[str], found: Sequence[str]) -> list[str]:
    """Return, in words, which rows were altered, dropped, added or put in another order."""
    missing, extra = Counter(wanted) - Counter(found), Counter(found) - Counter(wanted)
    if not missing and not extra:
        moved = [place for place, (one, other) in enumerate(zip(wanted, found, strict=True), 1) if one != other]
        return [f"{name}: rows are in another order, the first of them row {moved[0]}"] if moved else []
    gone, come = _places(wanted, missing), _places(found, extra)
    altered = sorted(set(gone) & set(come))
    told = [f"{name}: row {place} was altered" for place in altered[:MOST_NAMED]]
    dropped = [place for place in gone if place not in come]
    if len(found) < len(wanted):
        told += [f"{name}: row {place} of the original was dropped" for place in dropped[:MOST_NAMED]]
    elif dropped:
        told += [f"{name}: row {place} of the original is not there any more" for place in dropped[:MOST_NAMED]]
    told += [f"{name}: row {place} was added" for place in come if place not in gone][:MOST_NAMED]
    return told


def _places(rows: Sequence[str], wanted: Counter[str]) -> list[int]:
    left, found = Counter(wanted), []
    for place, row in enumerate(rows, start=1):
        if left[row] > 0:
            left[row] -= 1
            found.append(place)
    return found
