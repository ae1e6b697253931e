"""The slow twin: equal shares in plain rational arithmetic, voter by voter. Tests compare everything with it.

Written after the definition, for reading and for checking, with no thought of speed: thousands of ballots take
minutes.
"""

from fractions import Fraction

from budgets.counting.election import Election
from budgets.counting.outcome import Limits
from budgets.counting.rule import Rule
from budgets.counting.ties import ranks

Utilities = list[tuple[dict[int, Fraction], int]]


def utilities(election: Election, rule: Rule) -> Utilities:
    """Return for each group of equal ballots what each project is worth to them, and how many they are."""

    def worth(project: int, points: int) -> Fraction:
        cost = election.amount(election.costs[project])
        by_name = {"cost": cost, "cardinality": Fraction(1), "points": Fraction(points), "points-cost": points * cost}
        return by_name[rule.utility]

    return [({each: worth(each, given) for each, given in ballot.items()}, many) for ballot, many in election.ballots()]


def least_rho(cost: Fraction, payers: list[tuple[Fraction, Fraction, int]]) -> Fraction | None:
    """Return the least rho at which the payers (balance, utility, how many) cover a cost; None where they cannot."""
    if sum((balance * many for balance, _worth, many in payers), Fraction(0)) < cost:
        return None
    poor = Fraction(0)
    rest = sum((worth * many for _balance, worth, many in payers), Fraction(0))
    if cost == 0 or rest == 0:
        return Fraction(0)
    for balance, worth, many in sorted(payers, key=lambda payer: payer[0] / payer[1]):
        rho = (cost - poor) / rest
        if rho * worth <= balance:
            return rho
        poor += balance * many
        rest -= worth * many
    raise AssertionError("the richest can pay what is left")


def equal_shares(election: Election, rule: Rule, share: Fraction) -> list[tuple[int, Fraction]]:
    """Return the projects bought in their order with their rho, when everybody begins with ``share``."""
    voters = utilities(election, rule)
    balances = [share] * len(voters)
    ties = ranks(election, rule.ties, rule.lot)
    limits = Limits(election, rule).begin()
    left = set(limits.eligible())
    bought: list[tuple[int, Fraction]] = []
    while True:
        found: list[tuple[Fraction, tuple[int, ...], int]] = []
        for each in left:
            if limits.hinder(each):
                continue
            supporters = [(number, worth[each], many) for number, (worth, many) in enumerate(voters) if each in worth]
            payers = [(balances[number], worth, many) for number, worth, many in supporters]
            rho = least_rho(election.amount(election.costs[each]), payers)
            if rho is not None:
                found.append((rho, ties[each], each))
        if not found:
            return bought
        rho, _tie, each = min(found)
        for number, (worth, _many) in enumerate(voters):
            if each in worth:
                balances[number] -= min(balances[number], rho * worth[each])
        bought.append((each, rho))
        left.discard(each)
        limits.take(each)
