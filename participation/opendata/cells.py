"""Counts of people that may be published: the threshold rule, as official statistics treat tables of counts.

*Handbook on Statistical Disclosure Control*, chapter 5 (https://sdctools.github.io/HandbookSDC/): primary
suppression of small cells, and secondary suppression so that they cannot be found by subtraction.
"""

from collections.abc import Mapping

SMALLEST_CELL = 10


def tellable(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Return each count, or None where it must not be told; the sum of all may be told beside them.

    What is withheld holds at least ten people together, or is everybody; what counts nobody is withheld with it.
    """
    told = sorted((n, name) for name, n in counts.items() if n >= SMALLEST_CELL)
    rest = sum(counts.values()) - sum(n for n, _name in told)
    if 0 < rest < SMALLEST_CELL and told:
        told.pop(0)
        rest = SMALLEST_CELL
    names = {name for _n, name in told}
    return {name: n if name in names or not rest else None for name, n in counts.items()}
