"""Counting one run from what was frozen: the result, its explanation, and whether a tie is left for an assembly."""

from collections.abc import Callable
from typing import Any

from budgets.counting.bundle import code_version
from budgets.counting.count import count
from budgets.counting.election import Election
from budgets.counting.explain import beside, explained
from budgets.counting.frozen import opposite
from budgets.counting.outcome import Outcome
from budgets.counting.rule import GREEDY, Rule
from budgets.counting.ties import ranks
from budgets.models import Assembly, CountRun
from budgets.results.inputs import Inputs, inputs_of

Told = Callable[[int], None]


def counted(run: CountRun, told: Told) -> dict[str, Any]:
    """Return what a run found, by the names of its columns. Raises CountingError."""
    if run.assembly is not None and run.assembly.own_rules:
        return _of_assembly(run, run.assembly)
    given = inputs_of(run)

    def heard(runs: int, _of: int) -> None:
        told(runs)

    outcome = count(given.election, given.rule, told=heard)
    words = {**explained(given.election, given.rule, outcome), "projects_of": _named(given)}
    words["beside"] = beside(given.election, given.rule, given.pointed, heard)
    words["by_place"] = _by_place(given, outcome)
    words["rule"] = given.rule.name
    words["currency"] = str(given.definition["currency"])
    return {
        "rule": given.rule.record(), "rule_hash": given.rule.hash, "definition_hash": given.definition_hash,
        "inputs_hash": given.digest, "code": code_version(), "level": given.level,
        "count": outcome.told(given.election, given.rule), "told": words,
        "ties": open_ties(given, outcome) if given.refers and run.assembly is None else [],
    }  # fmt: skip


def open_ties(given: Inputs, outcome: Outcome) -> list[str]:
    """Return the projects between which an assembly decides: where the opposite lot makes others win.

    With those that the lot told apart come all others that are their equals.
    """
    other = count(given.election, opposite(given.rule))
    differing = set(outcome.winners) ^ set(other.winners)
    if not differing:
        return []
    if given.rule.kind == GREEDY:
        alike = _alike(given.election, given.rule)
        kinds = {alike[each] for each in differing}
        differing = {each for each, kind in enumerate(alike) if kind in kinds}
    return sorted((given.election.projects[each].id for each in differing), key=given.rule.lot.index)


def _alike(election: Election, rule: Rule) -> list[tuple[int, ...]]:
    """Return for each project what it counts and what tells it apart, without the lot."""
    counted = election.votes if rule.measure == "votes" else election.points
    order = ranks(election, rule.ties, rule.lot)
    return [(counted[each], *place[:-1]) for each, place in enumerate(order)]


def _named(given: Inputs) -> list[dict[str, Any]]:
    """Return the projects as they stood on the ballot, for pages."""
    names = ("id", "number", "title", "cost", "territory", "category")
    return [{name: each.get(name) for name in names} for each in given.definition["projects"]]


def _by_place(given: Inputs, outcome: Outcome) -> list[dict[str, Any]]:
    """Return what wins in each place, where the projects say a place."""
    winners = {given.election.projects[each].id for each in outcome.winners}
    rows: dict[int, dict[str, Any]] = {}
    for each in given.definition["projects"]:
        place = each.get("territory")
        if not place:
            continue
        row = rows.setdefault(int(place), {"place": int(place), "projects": 0, "won": 0, "money": 0})
        row["projects"] += 1
        if each["id"] in winners:
            row["won"] += 1
            row["money"] += int(each["cost"])
    return [rows[place] for place in sorted(rows)] if len(rows) > 1 else []


def _of_assembly(run: CountRun, assembly: Assembly) -> dict[str, Any]:
    """Return what an assembly decided on all the money: the projects that it chose, in its order."""
    contest = assembly.contest
    projects = {str(each.pk): each for each in contest.projects.all()}
    chosen = [projects[name] for name in assembly.order]
    named: list[dict[str, Any]] = [
        {"id": name, "number": each.number, "title": each.title, "cost": each.cost, "territory": each.territory_id,
         "category": each.category}
        for name, each in projects.items() if each.cost is not None
    ]  # fmt: skip
    rows: dict[str, Any] = {
        each["id"]: {
            "votes": int(assembly.hands.get(each["id"], 0)), "points": 0, "cost": (each["cost"] or 0) / 100,
            "won_as": assembly.order.index(each["id"]) + 1 if each["id"] in assembly.order else None,
        }
        for each in named
    }  # fmt: skip
    spent = sum(each.cost or 0 for each in chosen) / 100
    told = {
        "projects": rows, "projects_of": named, "by_place": [], "rule": "assembly", "currency": contest.budget.currency,
        "figures": {"spent": spent, "winners": len(chosen), "voters": assembly.present},
    }  # fmt: skip
    result = {
        "rule": "assembly", "winners": list(assembly.order), "total_cost": spent, "voters": assembly.present,
        "budget": contest.amount / 100, "trace": [],
    }  # fmt: skip
    return {"rule": {"kind": "assembly"}, "code": code_version(), "count": result, "told": told, "ties": []}
