"""Equal shares to its end: how the money that one run leaves is spent, and the comparison with greedy."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from budgets.counting.election import Election
from budgets.counting.greedy import greedy
from budgets.counting.outcome import Limits, Outcome, Step, Told
from budgets.counting.rule import GREEDY, Rule
from budgets.counting.shares import EqualShares, Run
from budgets.counting.ties import ranks


def equal_shares(election: Election, rule: Rule, *, told: Told | None = None) -> Outcome:
    """Return the outcome of equal shares under a rule. ``told`` hears how many runs were made."""
    if not election.voters:
        return Outcome([], [], {"share": Fraction(0), "runs": 0})
    method = EqualShares(election, rule.utility, Limits(election, rule), ranks(election, rule.ties, rule.lot))
    share, runs = first_share(election, rule), 1
    if rule.completion in {"add1", "add1-utilitarian"}:
        share, runs = add1(method, rule, share, told)
    trace: list[Step] = []
    run = method.run(share, trace=trace)
    outcome = Outcome(run.winners, trace, {"share": election.amount(share), "runs": runs})
    if rule.completion == "epsilon":
        epsilon(run, rule, outcome)
    elif rule.completion in {"utilitarian", "add1-utilitarian"}:
        outcome = greedy(election, replace(rule, kind=GREEDY, overflow="skip", most=0), taken=outcome)
    return compared(election, rule, outcome) if rule.comparison else outcome


def first_share(election: Election, rule: Rule) -> Fraction:
    """Return what every voter begins with, in smallest units: B/n, or its whole units of the currency."""
    exact = Fraction(election.money, election.voters)
    return exact if rule.start == "exact" else Fraction(exact // election.scale * election.scale)


def add1(method: EqualShares, rule: Rule, share: Fraction, told: Told | None = None) -> tuple[Fraction, int]:
    """Return the last share whose result is within the budget, and how many runs it took to know.

    Feasibility is not monotone in the share, so that there is no short cut by halving. A share from which on everything
    eligible is bought ends the search, too: more money changes nothing any more.
    """
    election, step = method.election, rule.step * method.election.scale
    runs, best = 0, share
    while True:
        run = method.run(share, most=election.money)
        runs += 1
        if told:
            told(runs, 0)
        if run.spent > election.money:
            return best, runs
        best = share
        if len(run.winners) == len(method.eligible) or _rich(method, share):
            return best, runs
        if rule.stop == "exhaustive" and _exhausted(method, run):
            return best, runs
        share += step


def _rich(method: EqualShares, share: Fraction) -> bool:
    """Tell whether each voter alone could pay for everything, so that no more money changes the result."""
    return share > sum(method.election.costs)


def _exhausted(method: EqualShares, run: Run) -> bool:
    left = method.election.money - run.spent
    taken = set(run.winners)
    limits = method.limits.begin()
    for each in run.winners:
        limits.take(each)
    costs = method.election.costs
    return not any(costs[each] <= left for each in method.eligible if each not in taken and not limits.hinder(each))


def epsilon(run: Run, rule: Rule, outcome: Outcome) -> None:
    """Go on as if every project were worth a little to everybody: supporters pay all they have, the others the rest.

    Of the projects that all voters together can pay, the one is bought whose rest costs each of the others least for
    its worth. Balances are exact from here on; voters who paid for the same are put together.
    """
    election, method = run.election, run.method
    ties = method.ties
    kinds = _exact_balances(run)
    limits = method.limits
    left = [each for each in range(len(election.projects)) if each not in run.winners]
    while True:
        total = sum((balance * many for _points, many, balance in kinds), Fraction(0))
        found = []
        for each in left:
            cost = election.costs[each]
            if cost > total or limits.hinder(each) or each not in method.eligible:
                continue
            rest = cost - sum((balance * many for points, many, balance in kinds if each in points), Fraction(0))
            others = [(balance, many) for points, many, balance in kinds if each not in points]
            due = _equal_payment(rest, others) if rest > 0 else Fraction(0)
            found.append((due / max(method.worth(each), 1), ties[each], each, due))
        if not found:
            return
        _rho, _tie, each, due = min(found)
        kinds = _merged(
            [(points, many, Fraction(0) if each in points else max(balance - due, Fraction(0)))
             for points, many, balance in kinds]
        )  # fmt: skip
        left.remove(each)
        limits.take(each)
        outcome.winners.append(each)
        step: Step = {"project": election.projects[each].id, "cost": election.amount(election.costs[each])}
        outcome.trace.append({**step, "completion": "epsilon", "others_pay": election.amount(due)})


Kinds = list[tuple[frozenset[int], int, Fraction]]


def _exact_balances(run: Run) -> Kinds:
    """Return the voters by the projects that they support, with what each has left exactly."""
    empty = run.empty.tolist()
    kinds: Kinds = []
    rates = {bought.project: bought.rate for bought in run.bought}
    by_points = run.method.by_points
    for number, (points, many) in enumerate(run.election.ballots()):
        if empty[number]:
            kinds.append((frozenset(points), many, Fraction(0)))
            continue
        paid: Fraction = sum(
            (rates[each] * (given if by_points else 1) for each, given in points.items() if each in rates), Fraction(0)
        )
        kinds.append((frozenset(points), many, run.share - paid))
    return _merged(kinds)


def _merged(kinds: Kinds) -> Kinds:
    found: dict[tuple[frozenset[int], Fraction], int] = {}
    for points, many, balance in kinds:
        found[points, balance] = found.get((points, balance), 0) + many
    return [(points, many, balance) for (points, balance), many in found.items() if balance]


def _equal_payment(due: Fraction, payers: list[tuple[Fraction, int]]) -> Fraction:
    heads = sum(many for _balance, many in payers)
    for balance, many in sorted(payers):
        if due <= balance * heads:
            return due / heads
        due -= balance * many
        heads -= many
    return max((balance for balance, _many in payers), default=Fraction(0))


def compared(election: Election, rule: Rule, outcome: Outcome) -> Outcome:
    """Return the outcome, or greedy's where more voters prefer that one: by the cost of the projects they support.

    This is the last step that Wieliczka published for its election of 2023.
    """
    other = greedy(election, replace(rule, kind=GREEDY, overflow="skip", most=0, completion="none"))
    mine, theirs = _satisfaction(election, outcome.winners), _satisfaction(election, other.winners)
    prefer_mine = int(election.weights[mine > theirs].sum())
    prefer_theirs = int(election.weights[theirs > mine].sum())
    facts: dict[str, Any] = {**outcome.facts, "prefer_equal_shares": prefer_mine, "prefer_greedy": prefer_theirs}
    if prefer_theirs > prefer_mine:
        return Outcome(other.winners, other.trace, {**facts, "kept": "greedy"})
    return Outcome(outcome.winners, outcome.trace, {**facts, "kept": "equalshares"})


def _satisfaction(election: Election, winners: list[int]) -> Any:
    found: Any = np.zeros(len(election.weights), object if max(election.costs, default=0) > 2**50 else np.int64)
    for each in winners:
        found[election.supports[each].groups] += election.costs[each]
    return found
