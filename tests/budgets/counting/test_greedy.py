"""Greedy, in each of the ways that cities count."""

from fractions import Fraction

import pytest

from budgets.counting.count import count
from budgets.counting.election import CountingError
from budgets.counting.rule import Rule
from tests.budgets.counting.elections import election

# Votes: a 5, b 4, c 3, d 2, e 1, f none.
BALLOTS = ["a,b,c,d,e", "a,b,c,d", "a,b,c", "a,b", "a"]
COSTS = {"a": 40, "b": 70, "c": 30, "d": 25, "e": 5, "f": 1}
FOUND = election(COSTS, 100, BALLOTS)


@pytest.mark.parametrize(
    ("rule", "winners"),
    [
        (Rule(), ["a", "c", "d", "e"]),
        (Rule(overflow="stop"), ["a"]),
        (Rule(overflow="eighty"), ["a", "b"]),  # 60 are left, 80 % of 70 are 56
        (Rule(minimum=Fraction(3)), ["a", "c"]),
        (Rule(most=1), ["a"]),
        (Rule(most=2), ["a", "c"]),
        (Rule(exclusive=(("a", "c", "d"),)), ["a", "e"]),
        (Rule(withdrawn=("a",)), ["b", "c"]),
        (Rule(minimum_share=Fraction(1)), ["a", "c", "d", "e"]),  # b: 4 of 5 votes for 70 % of the money, all well
        (Rule(minimum_share=Fraction(2)), ["a", "c", "e"]),  # d: 40 % of the votes for 25 % of the money, twice is 50
    ],
)
def test_who_wins(rule: Rule, winners: list[str]) -> None:
    assert [FOUND.projects[each].id for each in count(FOUND, rule).winners] == winners


def test_each_step_says_why() -> None:
    told = count(FOUND, Rule(overflow="eighty", exclusive=(("a", "e"),))).told(FOUND, Rule(overflow="eighty"))
    assert [(step["project"], step["votes"], step["verdict"]) for step in told["trace"]] == [
        ("a", 5, "funded"), ("b", 4, "funded from the reserve"), ("c", 3, "after the last"), ("d", 2, "after the last"), ("e", 1, "after the last"),
    ]  # fmt: skip
    assert (told["rule"], told["winners"], told["total_cost"], told["budget"], told["voters"]) == (
        "greedy-eighty",
        ["a", "b"],
        110,
        100,
        5,
    )


def test_a_category_spends_no_more_than_its_cap() -> None:
    from budgets.counting.election import Election, Project

    projects = [
        Project("a", Fraction(6), categories=("water",)),
        Project("b", Fraction(5), categories=("water",)),
        Project("c", Fraction(4)),
    ]
    found = Election.of_ballots(projects, Fraction(20), [{"a": 1, "b": 1, "c": 1}, {"a": 1, "b": 1}, {"a": 1}])
    outcome = count(found, Rule(caps=(("water", Fraction(10)),)))
    assert outcome.winners == [0, 2]
    assert outcome.trace[1]["verdict"] == "its category is spent"
    shares = Rule(kind="equalshares", completion="add1", caps=(("water", Fraction(10)),))
    assert 1 not in count(found, shares).winners or 0 not in count(found, shares).winners


def test_points_and_ties() -> None:
    found = election({"a": 3, "b": 2, "c": 2}, 5, [{"a": 3, "b": 1}, {"b": 2, "c": 3}])  # 3 points each
    rule = Rule(measure="points", ties=("lowest-cost", "most-votes", "lot"))
    assert [found.projects[each].id for each in count(found, rule).winners] == ["b", "c"]
    high = Rule(measure="points", ties=("highest-cost", "lot"), lot=("c", "b", "a"))
    assert [found.projects[each].id for each in count(found, high).winners] == ["a", "c"]
    assert count(found, high).trace[0]["tied_with"] == ["c", "b"]


@pytest.mark.parametrize(
    "wrong", [{"kind": "best"}, {"ties": ()}, {"step": Fraction(0)}, {"most": -1}, {"utility": "joy"}, {"measure": "x"}]
)
def test_a_rule_that_is_none_is_refused(wrong: dict) -> None:
    with pytest.raises(CountingError):
        Rule(**wrong)


def test_a_rule_is_its_record() -> None:
    rule = Rule(
        kind="equalshares", completion="add1", step=Fraction(1, 2), caps=(("x", Fraction(3)),), exclusive=(("a", "b"),)
    )
    again = Rule.of_record(rule.record())
    assert (again, again.hash, again.name) == (rule, rule.hash, "equalshares/add1")
    assert Rule(minimum=Fraction(1)).hash != Rule().hash
    for record in ({"nothing": 1}, {"step": "x"}, {"step": "0"}, {"caps": [1]}):
        with pytest.raises(CountingError):
            Rule.of_record(record)
    with pytest.raises(CountingError, match="no project z"):
        count(FOUND, Rule(exclusive=(("a", "z"),)))
