"""Greedy by votes or points, as most cities count: the project with the most first, as long as money lasts."""

from fractions import Fraction

from budgets.counting.election import Election
from budgets.counting.outcome import Limits, Outcome, Step
from budgets.counting.rule import ENOUGH, Rule
from budgets.counting.ties import ranks


def greedy(election: Election, rule: Rule, *, taken: Outcome | None = None) -> Outcome:
    """Return the outcome; with ``taken``, what another rule took already stays, and the rest of the money is spent.

    Projects that nobody supports never win. Raises CountingError for a rule that does not fit the election.
    """
    order = ranks(election, rule.ties, rule.lot)
    counted = election.votes if rule.measure == "votes" else election.points
    limits = Limits(election, rule).begin()
    winners: list[int] = []
    left = election.money
    for each in taken.winners if taken else ():
        limits.take(each)
        winners.append(each)
        left -= election.costs[each]
    queue = sorted((each for each in limits.eligible() if each not in winners), key=lambda n: (-counted[n], order[n]))
    trace: list[Step] = []
    stopped = False
    for place, each in enumerate(queue):
        cost = election.costs[each]
        verdict = "after the last" if stopped else _verdict(rule, cost, left, len(winners), limits.hinder(each))
        tied = [election.projects[n].id for n in queue[place + 1 :] if counted[n] == counted[each]]
        step: Step = {"project": election.projects[each].id, rule.measure: counted[each], "verdict": verdict}
        step |= {"cost": election.amount(cost), "left": election.amount(left)}
        if tied:
            step["tied_with"] = tied
        trace.append(step)
        if verdict in {"funded", "funded from the reserve"}:
            winners.append(each)
            limits.take(each)
            left -= min(cost, left)
        stopped = stopped or (verdict in {"does not fit", "funded from the reserve"} and rule.overflow != "skip")
    return Outcome(winners, [*(taken.trace if taken else []), *trace], dict(taken.facts) if taken else {})


def _verdict(rule: Rule, cost: int, left: int, winners: int, hindered: str) -> str:
    if rule.most and winners >= rule.most:
        return "not among the first"
    if hindered:
        return {"excluded": "another of its group was funded", "category": "its category is spent"}[hindered]
    if cost <= left:
        return "funded"
    if rule.overflow == "eighty" and Fraction(left) >= ENOUGH * cost:
        return "funded from the reserve"
    return "does not fit"
