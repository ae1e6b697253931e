"""Why each project won or not, in numbers that a page can put into words; and two rules side by side.

The result is exact; what explains it is told in floating point, rounded to cents.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from budgets.counting.count import count
from budgets.counting.election import Election
from budgets.counting.outcome import Limits, Outcome, Told
from budgets.counting.rule import GREEDY, SHARES, Rule

MOST_PAID = 5  # projects named of those to which supporters' money went
MOST_GROUPS = 200_000  # kinds of ballots beyond which it is not worked out to whom money went instead


def explained(election: Election, rule: Rule, outcome: Outcome) -> dict[str, Any]:
    """Return for each project what there is to say, with figures of the whole."""
    winners = {each: place for place, each in enumerate(outcome.winners, start=1)}
    steps = {step["project"]: step for step in outcome.trace}
    limits = _final(election, rule, outcome)
    eligible = set(limits.eligible())
    rows: dict[str, dict[str, Any]] = {}
    for number, project in enumerate(election.projects):
        row: dict[str, Any] = {
            "votes": election.votes[number], "points": election.points[number],
            "cost": float(project.cost), "won_as": winners.get(number),
        }  # fmt: skip
        step = steps.get(project.id)
        if number not in winners:
            row |= _refused(
                election, rule, number, eligible=number in eligible, hindered=limits.hinder(number), step=step
            )
        if step is not None:
            row["tied_with"] = step.get("tied_with", [])
        rows[project.id] = row
    told = {"projects": rows, "figures": figures(election, outcome)}
    share = float(outcome.facts.get("share", 0))
    if rule.kind == SHARES and share and len(election.weights):
        told["share"] = share
        told["payments"] = _follow_the_money(election, rule, outcome, share, rows)
    return told


def _final(election: Election, rule: Rule, outcome: Outcome) -> Limits:
    limits = Limits(election, rule).begin()
    for each in outcome.winners:
        limits.take(each)
    return limits


def _refused(
    election: Election, rule: Rule, number: int, *, eligible: bool, hindered: str, step: "dict[str, Any] | None"
) -> dict[str, Any]:
    """Return why a project did not win: a code and what it was short of."""
    project = election.projects[number]
    if project.id in rule.withdrawn:
        return {"why": "withdrawn"}
    if not election.votes[number]:
        return {"why": "nobody"}
    if not eligible:
        counted = election.votes[number] if rule.measure == "votes" else election.points[number]
        return {"why": "minimum", "short": float(max(rule.minimum - counted, 0))}
    if hindered:
        return {"why": hindered}
    if rule.kind == GREEDY and step is not None:
        if step["verdict"] == "does not fit":
            return {"why": "money", "left": float(step["left"]), "short": float(step["cost"] - step["left"])}
        if step["verdict"] == "not among the first":
            return {"why": "rank"}
        return {"why": "after"}
    return {"why": "supporters"}


def figures(election: Election, outcome: Outcome) -> dict[str, Any]:
    """Return what a result does for those who voted: how many got nothing of theirs, how much of it the others got."""
    spent = float(election.amount(outcome.cost(election)))
    told: dict[str, Any] = {"spent": spent, "winners": len(outcome.winners), "voters": election.voters}
    if not len(election.weights):
        return told
    got = np.zeros(len(election.weights), np.int64)
    money = np.zeros(len(election.weights))
    for each in outcome.winners:
        groups = election.supports[each].groups
        got[groups] += 1
        money[groups] += float(election.projects[each].cost)
    marked = np.zeros(len(election.weights), bool)
    for support in election.supports:
        marked[support.groups] = True
    weights = election.weights
    voting = int(weights[marked].sum())
    told["excluded"] = int(weights[marked & (got == 0)].sum())
    told["marked"] = voting
    if voting:
        told["average_projects"] = round(float((got * weights).sum()) / voting, 2)
        told["average_money"] = round(float((money * weights).sum()) / voting, 2)
    return told


def _follow_the_money(
    election: Election, rule: Rule, outcome: Outcome, share: float, rows: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """Go through the purchases again; add to each project its support, and return what one voter paid for each."""
    by_points = rule.utility in {"points", "points-cost"}
    by_cost = rule.utility in {"cost", "points-cost"}
    balances = np.full(len(election.weights), share)
    weights = election.weights
    losers = [n for n in range(len(election.projects)) if n not in outcome.winners and election.votes[n]]
    best = dict.fromkeys(losers, 0.0)
    instead: dict[int, dict[str, float]] = {n: {} for n in losers}
    follow = len(weights) <= MOST_GROUPS
    paid = []
    for step in outcome.trace:
        if "payment" not in step or step.get("completion"):
            continue
        number = election.number_of(step["project"])
        support = election.supports[number]
        rate = float(step["payment"])
        points: Any = support.points_of() if by_points else 1
        for each in losers:
            offered = _offer(
                election, each, rate=rate, bought=number, balances=balances, by_points=by_points, by_cost=by_cost
            )
            best[each] = max(best[each], offered)
        due = np.minimum(balances[support.groups], rate * points)
        balances[support.groups] -= due
        if follow:
            spent = np.zeros(len(weights))
            spent[support.groups] = due * weights[support.groups]
            for each in losers:
                given = float(spent[election.supports[each].groups].sum())
                if given > 0.005:
                    instead[each][step["project"]] = given
        whole = int(step["paid_in_full"])
        rows[step["project"]] |= {
            "payment": round(rate, 2), "paid_in_full": whole, "paid_all": int(step["paid_all_they_had"]),
            "from_full": round(float((due * weights[support.groups])[due >= rate * points - 1e-9].sum()), 2),
        }  # fmt: skip
        paid.append({"project": step["project"], "payment": rate})
    for each in losers:
        support = election.supports[each]
        have = float((balances[support.groups] * weights[support.groups]).sum())
        cost = float(election.projects[each].cost)
        row = rows[election.projects[each].id]
        row |= {"have": round(have, 2), "support": round(min(best[each], 1.0), 4)}
        if row.get("why") == "supporters":
            row["short"] = round(max(cost - have, 0.0), 2)
        row["instead"] = sorted(
            ([name, round(money, 2)] for name, money in instead[each].items()), key=lambda pair: -pair[1]
        )[:MOST_PAID]
    return paid


def _offer(
    election: Election, each: int, *, rate: float, bought: int, balances: Any, by_points: bool, by_cost: bool
) -> float:
    """Return what part of a project its supporters would cover, paying as much for its worth as for what was bought."""
    support = election.supports[each]
    cost = float(election.projects[each].cost)
    other = float(election.projects[bought].cost)
    price = rate * (cost / other if by_cost and other else 1.0)
    points: Any = support.points_of() if by_points else 1
    offered = np.minimum(balances[support.groups], price * points) * election.weights[support.groups]
    return float(offered.sum()) / cost if cost else 0.0


def share_of(payments: Sequence[dict[str, Any]], share: float, marked: Sequence[str]) -> list[tuple[str, float]]:
    """Return what a ballot that marks these projects paid for each winner: the page on which anybody tries it."""
    left, found = share, []
    for each in payments:
        if each["project"] in marked:
            due = min(left, each["payment"])
            left -= due
            found.append((each["project"], due))
    return found


def other_rule(rule: Rule, pointed: bool) -> Rule:
    """Return the rule to compare with: greedy beside equal shares, equal shares with Add1 beside greedy."""
    kept: dict[str, Any] = {
        name: getattr(rule, name) for name in ("exclusive", "caps", "withdrawn", "ties", "lot", "minimum")
    }
    measure = "points" if pointed else "votes"
    if rule.kind == SHARES:
        return Rule(kind=GREEDY, measure=measure, **kept)
    utility = "points-cost" if pointed else "cost"
    return Rule(kind=SHARES, measure=measure, utility=utility, completion="add1", **kept)


def beside(election: Election, rule: Rule, pointed: bool, told: Told | None = None) -> dict[str, Any]:
    """Return the winners and figures of the other rule; ``told`` hears how many runs were made."""
    other = other_rule(rule, pointed)
    if other.kind == SHARES and election.voters:  # steps of about a hundredth of a share: enough for a comparison
        other = replace(other, step=Fraction(max(1, int(election.budget / election.voters / 100))))
    outcome = count(election, other, told=told)
    winners = [election.projects[each].id for each in outcome.winners]
    return {"rule": other.name, "kind": other.kind, "winners": winners, "figures": figures(election, outcome)}
