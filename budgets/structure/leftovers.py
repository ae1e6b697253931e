"""Money that no project takes: where it goes, as the budget declared it before the vote."""

from collections.abc import Mapping, Sequence

from budgets.models import Budget, Contest, Leftovers


def in_counting_order(budget: Budget) -> Sequence[Contest]:
    """Return the contests in the order in which they are counted: the one that takes what others leave comes last."""
    rows = list(budget.contests.for_page().in_order())  # type: ignore[attr-defined]
    if budget.leftovers != Leftovers.PASS:
        return rows
    return sorted(rows, key=lambda contest: contest.takes_leftovers)


def money_of(contest: Contest, left: Mapping[int, int]) -> int:
    """Return the centavos with which a contest is counted: its own, and what the others left where it takes that.

    ``left`` says for each contest that was counted, by its key, what its winners did not take.
    """
    if contest.budget.leftovers != Leftovers.PASS or not contest.takes_leftovers:
        return int(contest.amount)
    return int(contest.amount) + sum(rest for pk, rest in left.items() if pk != contest.pk)
