"""One entrance to every rule."""

from budgets.counting.completion import equal_shares
from budgets.counting.election import Election
from budgets.counting.greedy import greedy
from budgets.counting.outcome import Outcome, Told
from budgets.counting.rule import SHARES, Rule


def count(election: Election, rule: Rule, *, told: Told | None = None) -> Outcome:
    """Count an election by a rule. Raises CountingError for a rule that does not fit it."""
    return equal_shares(election, rule, told=told) if rule.kind == SHARES else greedy(election, rule)
