"""From a frozen contest and its ballots to what is counted: one way for the server and for whoever checks it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from budgets.counting.election import Ballot, CountingError, Election, Project
from budgets.counting.rule import Rule

CENTAVOS = 100
MARKED = ("one", "approval", "knapsack")
POINTED = ("points", "score")
ASSEMBLY = "assembly"  # the end of a chain against ties: nothing is drawn, people decide


def projects_of(definition: Mapping[str, Any]) -> list[Project]:
    """Return the projects of a ballot. Raises CountingError for a definition that is none."""
    try:
        return [
            Project(
                str(each["id"]),
                Fraction(int(each["cost"]), CENTAVOS),
                str(each["title"]),
                (str(each["category"]),) if each.get("category") else (),
                {"public_id": str(each.get("number", ""))},
            )
            for each in definition["projects"]
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise CountingError(f"the definition cannot be read ({error})") from error


def budget_of(definition: Mapping[str, Any], extra: int = 0) -> Fraction:
    """Return the money of a contest in units of its currency; ``extra`` centavos are what other contests left over."""
    return Fraction(int(definition["budget"]) + extra, CENTAVOS)


def ballot_of(definition: Mapping[str, Any], choices: Mapping[str, Any]) -> Ballot:
    """Return the points that a ballot gives. Raises CountingError for choices of another kind of ballot."""
    ballot = definition["ballot"]
    kind = ballot["kind"]
    try:
        if kind in MARKED:
            return dict.fromkeys(choices["projects"], 1)
        if kind in POINTED:
            return {name: int(points) for name, points in choices["points"].items()}
        return dict(zip(choices["ranking"], _vector(definition), strict=False))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CountingError(f"a ballot is not of the kind {kind} ({error})") from error


def _vector(definition: Mapping[str, Any]) -> list[int]:
    """Return what the places of a ranking are worth: as declared, else one point less for each place."""
    declared: Sequence[int] = definition["ballot"].get("vector") or range(len(definition["projects"]), 0, -1)
    return [int(points) for points in declared]


def election_of(
    definition: Mapping[str, Any], ballots: Iterable[tuple[Mapping[str, Any], int]], extra: int = 0
) -> Election:
    """Return the election of a definition and its ballots, each with how many are equal to it. Raises CountingError."""
    expanded = (points for choices, many in ballots for points in [ballot_of(definition, choices)] * many)
    return Election.of_ballots(projects_of(definition), budget_of(definition, extra), expanded)


def totals_of(
    definition: Mapping[str, Any], rows: Iterable[Mapping[str, Any]], voters: int, extra: int = 0
) -> Election:
    """Return an election of which only totals are known: enough for greedy, not for equal shares."""
    found = {str(row["id"]): row for row in rows}
    projects = projects_of(definition)
    try:
        votes = [int(found[each.id]["votes"]) for each in projects]
        points = [int(found[each.id]["points"]) for each in projects]
    except KeyError as error:
        raise CountingError(f"the totals do not name the project {error.args[0]}") from None
    return Election.of_totals(projects, budget_of(definition, extra), votes, points, voters)


def chain_of(definition: Mapping[str, Any]) -> tuple[tuple[str, ...], bool]:
    """Return the chain against ties as rules take it, and whether an assembly decides where it does not."""
    chain = [str(name) for name in definition.get("ties", {}).get("chain") or definition["rule"].get("ties") or ()]
    refers = ASSEMBLY in chain
    kept = [name for name in chain if name not in {ASSEMBLY, "lot"}]
    return (*kept, "lot"), refers


def exclusive_of(definition: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    """Return the groups of which one project wins at most, as the projects name them."""
    groups: dict[str, list[str]] = {}
    for each in definition["projects"]:
        if each.get("exclusive"):
            groups.setdefault(str(each["exclusive"]), []).append(str(each["id"]))
    return tuple(tuple(names) for _group, names in sorted(groups.items()) if len(names) > 1)


def rule_of(definition: Mapping[str, Any], *, withdrawn: Sequence[str] = (), decided: Sequence[str] = ()) -> Rule:
    """Return the rule of a definition with what came later: withdrawn projects, and what an assembly put first.

    Raises CountingError for a record that is no rule.
    """
    record = {key: value for key, value in definition["rule"].items() if key not in {"ties", "lot"}}
    chain, _refers = chain_of(definition)
    rule = Rule.of_record({**record, "ties": chain})
    names = [str(each["id"]) for each in definition["projects"]]
    order = [str(name) for name in definition.get("ties", {}).get("order") or ()]
    order = [name for name in order if name in names] or sorted(names)
    order += [name for name in names if name not in order]
    lot = [name for name in decided if name in names]
    lot += [name for name in order if name not in lot]
    known = {name for group in rule.exclusive for name in group}
    groups = [*rule.exclusive, *(each for each in exclusive_of(definition) if not known.issuperset(each))]
    gone = tuple(sorted(set(withdrawn) & set(names)))
    return replace(rule, lot=tuple(lot), exclusive=tuple(groups), withdrawn=gone)


def opposite(rule: Rule) -> Rule:
    """Return the rule with its lot turned around: where it has other winners, nothing but the lot decided."""
    return replace(rule, lot=tuple(reversed(rule.lot)))
