"""The Method of Equal Shares: equal to rational arithmetic always, and what its makers promise of it."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.counting import reference
from budgets.counting.completion import equal_shares
from budgets.counting.count import count
from budgets.counting.election import CountingError, Election, Project, Support
from budgets.counting.outcome import Limits
from budgets.counting.rule import Rule
from budgets.counting.shares import EqualShares
from budgets.counting.ties import lot_of, ranks
from tests.budgets.counting.elections import election, elections, rules

SHARES = Rule(kind="equalshares")


def made(drawn: Any) -> Election:
    costs, budget, ballots = drawn
    return Election.of_ballots([Project(name, cost) for name, cost in costs.items()], budget, ballots)


def fits(found: Election, rule: Rule) -> Rule:
    names = {project.id for project in found.projects}
    return rule if all(set(group) <= names for group in rule.exclusive) else replace(rule, exclusive=())


def ran(found: Election, rule: Rule, share: Fraction) -> tuple[Any, list[Any]]:
    trace: list[Any] = []
    method = EqualShares(found, rule.utility, Limits(found, rule), ranks(found, rule.ties, rule.lot))
    return method.run(share, trace=trace), trace


def winners(found: Election, rule: Rule) -> list[str]:
    return [found.projects[each].id for each in count(found, rule).winners]


@settings(max_examples=150, deadline=None)
@given(elections(), rules(), st.integers(0, 4))
def test_winners_order_and_rho_are_those_of_rational_arithmetic(drawn: Any, rule: Rule, more: int) -> None:
    found = made(drawn)
    rule = fits(found, rule)
    share = Fraction(found.money, found.voters) + more
    run, trace = ran(found, rule, share)
    slow = reference.equal_shares(found, rule, share / found.scale)
    assert run.winners == [each for each, _rho in slow]
    assert [step["rho"] for step in trace] == [rho for _each, rho in slow]
    paid = sum(found.costs[each] for each in run.winners)
    assert (run.spent, run.left()) == (paid, share * found.voters - paid)


@settings(max_examples=30, deadline=None)
@given(elections(), rules(), st.randoms(use_true_random=False))
def test_the_order_of_ballots_and_projects_changes_nothing(drawn: Any, rule: Rule, mixed: Any) -> None:
    costs, budget, ballots = drawn
    others = list(costs.items())
    mixed.shuffle(others)
    again = [*ballots]
    mixed.shuffle(again)
    one, other = made(drawn), made((dict(others), budget, again))
    for each in (fits(one, rule), replace(SHARES, completion="add1-utilitarian"), Rule(), Rule(measure="points")):
        assert winners(one, each) == winners(other, each)


@settings(max_examples=60, deadline=None)
@given(elections(most_points=1))
def test_cohesive_groups_get_their_share_up_to_one_project(drawn: Any) -> None:
    """Extended justified representation up to one project, with cardinality utilities (Peters et al., 2021, theorem 1)."""
    found = made(drawn)
    chosen = set(equal_shares(found, replace(SHARES, utility="cardinality")).winners)
    voters = [set(points) for points, many in found.ballots() for _one in range(many)]
    for size in (1, 2):
        for wanted in combinations(range(len(found.projects)), size):
            group = [points for points in voters if set(wanted) <= points]
            cost = sum(found.costs[each] for each in wanted)
            if not group or Fraction(len(group), found.voters) * found.money < cost or set(wanted) <= chosen:
                continue
            # With one project more somebody of the group would have more than they ask for.
            assert max(len(points & chosen) for points in group) + 1 > len(wanted)


@pytest.mark.parametrize("heads", [1, 7, 2000])
def test_supporters_who_have_exactly_the_cost_pay_it(heads: int) -> None:
    """Three thirds of a unit are a unit; whoever rounds a share down loses this project."""
    found = election({"a": heads, "b": 1}, 3 * heads, ["a"] * heads + ["b"] * heads + [""] * heads)
    assert winners(found, SHARES) == ["b", "a"]
    less = election({"a": f"{heads}.01"}, 3 * heads, ["a"] * heads + [""] * 2 * heads)
    assert winners(less, SHARES) == []


def test_ties_follow_the_declared_chain() -> None:
    found = election({"a": 2, "b": 2, "c": 1}, 3, ["a", "b", "c"])  # b/n is 1: only c can be paid
    assert winners(found, SHARES) == ["c"]
    found = election({"a": 2, "b": 2}, 4, ["a,b", "a,b"])
    drawn = lot_of(found.fingerprint, ["a", "b"])
    assert winners(found, SHARES) == drawn
    assert winners(found, replace(SHARES, lot=("b", "a"))) == ["b", "a"]
    assert count(found, replace(SHARES, lot=("b", "a"))).trace[0]["tied_with"] == ["a"]
    with pytest.raises(CountingError, match="ends with the lot"):
        replace(SHARES, ties=("lowest-cost",))
    with pytest.raises(CountingError, match="names each project once"):
        winners(found, replace(SHARES, lot=("b", "b")))


def test_a_round_says_who_paid_what() -> None:
    found = election({"a": 6, "b": 5, "c": 3}, 12, ["a,b", "a", "a", "b,c"])  # 3 each
    first, second = count(found, SHARES).trace
    assert (first["project"], first["payment"], first["effective_support"], first["rho"]) == ("a", 2, 3, Fraction(1, 3))
    assert (first["paid_in_full"], first["paid_all_they_had"]) == (3, 0)
    assert (second["project"], second["effective_support"], second["rho"]) == ("c", 1, 1)
    outcome = count(found, replace(SHARES, completion="add1"))  # with 6 each, all three cost 14
    assert (outcome.facts["share"], outcome.facts["runs"]) == (5, 4)
    run, trace = ran(found, SHARES, Fraction(4))
    assert [(step["project"], step["payment"], step["paid_in_full"], step["paid_all_they_had"]) for step in trace] == [
        ("a", 2, 3, 0), ("b", 3, 1, 1),
    ]  # fmt: skip
    assert (run.left(), run.balances.tolist()) == (5, [0.0, 2.0, 1.0])


def test_add1_is_as_it_is_declared() -> None:
    costs = {"a": 10, "b": 9, "c": 8, "d": 5}
    found = election(costs, 24, ["a,b", "a,c", "b,c", "d", "a"])
    plain = count(found, SHARES)
    add1 = count(found, replace(SHARES, completion="add1"))
    assert plain.cost(found) <= add1.cost(found) <= found.money
    share = add1.facts["share"]
    assert (share - Fraction(24, 5)).denominator == 1  # whole steps from B/n exactly
    whole = count(found, replace(SHARES, completion="add1", start="integer"))
    assert whole.facts["share"].denominator == 1
    over = ran(found, SHARES, (share + 1) * found.scale)[0]
    assert over.spent > found.money or len(over.winners) == 4
    done = count(found, replace(SHARES, completion="add1-utilitarian"))
    left = found.money - done.cost(found)
    assert all(found.costs[each] > left for each in range(4) if each not in done.winners)


def test_epsilon_spends_until_nothing_fits() -> None:
    found = election({"a": 6, "b": 5, "c": 4, "d": 3}, 12, ["a", "b", "c", "a,d"])
    assert winners(found, SHARES) == ["a"]
    done = count(found, replace(SHARES, completion="epsilon"))
    assert done.winners[0] == 0
    assert done.cost(found) <= found.money
    left = found.money - done.cost(found)
    assert [each for each in range(4) if each not in done.winners and found.costs[each] <= left] == []
    assert "others_pay" in done.trace[-1]


def test_the_comparison_keeps_what_more_voters_prefer() -> None:
    # Seven small projects that one voter each likes, against one that nine like.
    ballots = ["big"] * 9 + [f"s{n}" for n in range(7)]
    found = election({"big": 100, **{f"s{n}": 10 for n in range(7)}}, 160, ballots)
    plain, kept = count(found, SHARES), count(found, replace(SHARES, comparison=True))
    assert 0 not in plain.winners
    assert (kept.facts["kept"], kept.facts["prefer_greedy"], kept.facts["prefer_equal_shares"]) == ("greedy", 9, 1)
    assert kept.winners[0] == 0


def test_nobody_voted() -> None:
    found = election({"a": 1}, 10, [])
    assert count(found, SHARES).winners == count(found, Rule()).winners == []
    blank = election({"a": 1}, 10, ["", ""])
    assert count(blank, replace(SHARES, completion="add1")).winners == []


@pytest.mark.parametrize("utility", ["cost", "points-cost"])
def test_many_distinct_ballots_come_out_as_the_reference_says(utility: str) -> None:
    """Enough of them for the narrowing in floating point to matter."""
    drawn = np.random.default_rng(7)
    groups, costs = 400, [int(n) for n in drawn.integers(500, 9000, 12)]
    supports = []
    for _project in costs:
        chosen = np.sort(drawn.choice(groups, drawn.integers(40, 250), replace=False)).astype(np.int32)
        supports.append(Support(chosen, drawn.integers(1, 6, len(chosen)) if utility == "points-cost" else None))
    weights = drawn.integers(1, 4, groups)
    found = Election([Project(f"p{n}", Fraction(c)) for n, c in enumerate(costs)], Fraction(30_000), supports, weights)
    rule = replace(SHARES, utility=utility)
    share = Fraction(found.money, found.voters)
    run, trace = ran(found, rule, share)
    slow = reference.equal_shares(found, rule, share)
    assert len(slow) > 4
    assert [(each, step["rho"]) for each, step in zip(run.winners, trace, strict=True)] == slow
