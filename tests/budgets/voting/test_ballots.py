"""What a ballot may say, in its canonical form, and in words why not."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from budgets.voting import purse as steps
from budgets.voting.ballots import WrongBallotError, clean
from budgets.voting.limits import limits_of
from budgets.voting.purse import Purse

PROJECTS = [
    {"id": name, "title": title, "cost": cost, "category": category}
    for name, title, cost, category in (
        ("a", "Parque", 60_000_00, "verde"),
        ("b", "Luces", 40_000_00, "calle"),
        ("c", "Cancha", 50_000_00, "verde"),
        ("d", "Puente", 90_000_00, ""),
    )
]
KINDS: dict[str, dict[str, Any]] = {
    "one": {"kind": "one", "minimum": 1},
    "approval": {"kind": "approval", "minimum": 1, "maximum": 2},
    "knapsack": {"kind": "knapsack"},
    "spend": {"kind": "knapsack", "spend": 70},
    "category": {"kind": "approval", "categories": {"verde": 1}},
    "points": {"kind": "points", "points": 5, "each": 3, "minimum": 2},
    "score": {"kind": "score", "each": 10},
    "ranking": {"kind": "ranking", "vector": [3, 2, 1]},
}


def definition(kind: str) -> dict[str, Any]:
    return {"ballot": KINDS[kind], "budget": 100_000_00, "projects": PROJECTS}


@pytest.mark.parametrize(
    ("kind", "data", "choices"),
    [
        ("one", {"projects": ["a"]}, {"projects": ["a"]}),
        ("approval", {"projects": ["c", "a"]}, {"projects": ["a", "c"]}),
        ("knapsack", {"projects": ["b", "a"]}, {"projects": ["a", "b"]}),  # exactly what there is
        ("knapsack", {"projects": []}, {"projects": []}),  # blank
        ("spend", {"projects": []}, {"projects": []}),
        ("points", {"points": {"c": 2, "a": 3, "b": 0}}, {"points": {"a": 3, "c": 2}}),
        ("score", {"points": {"d": 10, "a": 10}}, {"points": {"a": 10, "d": 10}}),
        ("ranking", {"ranking": ["c", "a"]}, {"ranking": ["c", "a"]}),
        ("ranking", {"ranking": []}, {"ranking": []}),
    ],
)
def test_a_ballot_has_one_form(kind: str, data: Any, choices: Any) -> None:
    assert clean(definition(kind), data) == choices
    assert clean(definition(kind), choices) == choices


@pytest.mark.parametrize(
    ("kind", "data", "code", "words"),
    [
        ("one", {"projects": []}, "blank", "Choose at least 1 project."),
        ("one", {"projects": ["a", "b"]}, "too_many", "You chose 2 projects and may choose 1: take away 1."),
        ("approval", {"projects": ["a", "b", "c"]}, "too_many", "You chose 3 projects and may choose 2: take away 1."),
        ("approval", {"projects": ["a", "a"]}, "repeated", "“Parque” is on this ballot twice: take one away."),
        (
            "approval", {"projects": ["z"]}, "foreign",
            "A project that you chose is not on this ballot. Choose from the projects of this list.",
        ),
        (
            "approval", {"projects": ["b"]}, "withdrawn",
            "“Luces” was withdrawn and cannot be chosen any more: take it off your ballot.",
        ),
        (
            "knapsack", {"projects": ["a", "c"]}, "over_budget",
            "Your projects cost $110,000 together, $10,000 more than the $100,000 there are: take one away.",
        ),
        ("spend", {"projects": ["c"]}, "too_little", "Your projects cost $50,000 together: use at least $70,000 of the"),
        ("category", {"projects": ["a", "c"]}, "too_many_of_category", "You chose 2 projects of “verde” and may choose 1."),
        ("points", {"points": {"a": 3, "c": 3}}, "too_many_points", "You gave 6 points and have 5: take away 1."),
        ("points", {"points": {"a": 4, "c": 1}}, "too_many_for_one", "“Parque” has 4 points, and one project may get 3."),
        ("points", {"points": {"a": 3}}, "too_few", "Choose 1 project more."),
        ("score", {"points": {"a": 11}}, "too_many_for_one", "“Parque” has 11 points, and one project may get 10."),
        ("score", {"points": {"a": -1}}, "not_a_number", "“Parque”: write a whole number, 0 or more."),
        ("score", {"points": {"z": 1}}, "foreign", "A project that you chose is not on this ballot."),
        ("ranking", {"ranking": ["c", "c"]}, "repeated", "“Cancha” is on this ballot twice: take one away."),
        ("ranking", {"ranking": ["a", "d", "c", "b"]}, "foreign", "")
    ],
)  # fmt: skip
def test_a_ballot_that_cannot_be_cast_says_why(kind: str, data: Any, code: str, words: str) -> None:
    if not words:  # one place more than there are
        code, words = "too_many", "You chose 4 projects and may choose 3: take away 1."
        with pytest.raises(WrongBallotError) as refused:
            clean(definition(kind), {"ranking": ["a", "d", "c"]}, withdrawn={"d"})
        assert refused.value.codes == ["withdrawn"]
        data = {"ranking": ["a", "b", "c", "d"]}
    gone = {"b"} if code == "withdrawn" else set()
    with pytest.raises(WrongBallotError) as refused:
        clean(definition(kind), data, withdrawn=gone)
    assert refused.value.codes == [code]
    assert refused.value.messages[0].startswith(words)


@pytest.mark.parametrize(
    "data",
    [
        None, [], "a", {}, {"points": {}}, {"projects": "a"}, {"projects": {"a": 1}}, {"projects": [1]},
        {"projects": [None]}, {"projects": ["a" * 65]}, {"projects": ["a"] * 501}, {"projects": ["a"], "more": 1},
        {"projects": [["a"]]},
    ],
)  # fmt: skip
def test_what_is_no_ballot_is_refused_in_words(data: Any) -> None:
    with pytest.raises(WrongBallotError, match="cannot be read"):
        clean(definition("approval"), data)


@pytest.mark.parametrize("value", [True, 1.5, "1", None, [], 10**30])
def test_points_are_whole_numbers(value: Any) -> None:
    with pytest.raises(WrongBallotError):
        clean(definition("score"), {"points": {"a": value}})


@pytest.mark.parametrize(
    ("record", "names"),
    [
        ({}, ["kind"]),
        ({"kind": "approval", "minimum": 3, "maximum": 2}, ["minimum"]),
        ({"kind": "approval", "points": 3}, ["points"]),
        ({"kind": "points", "points": 0}, ["points"]),
        ({"kind": "points", "points": 3, "each": 4}, ["each"]),
        ({"kind": "points", "points": 3, "minimum": 4}, ["minimum"]),
        ({"kind": "score"}, ["each"]),
        ({"kind": "ranking", "vector": [1, 2]}, ["vector"]),
        ({"kind": "ranking"}, ["vector"]),
        ({"kind": "knapsack", "spend": 101}, ["spend"]),
        ({"kind": "one", "minimum": 2}, ["minimum"]),
        ({"kind": "approval", "categories": ["x"]}, ["categories"]),
        ({"kind": "approval", "maximum": True}, ["maximum"]),
        ({"kind": "approval", "order": "cost"}, ["order"]),
    ],
)
def test_limits_that_contradict_themselves_are_named(record: Any, names: list[str]) -> None:
    with pytest.raises(ValidationError) as refused:
        limits_of(record)
    assert list(refused.value.message_dict) == names


def test_limits_are_written_as_they_were_read() -> None:
    for record in KINDS.values():
        assert limits_of(limits_of(record).record()) == limits_of(record)
    assert limits_of(KINDS["ranking"]).record() == {
        "kind": "ranking", "minimum": 0, "categories": {}, "order": "random", "vector": [3, 2, 1],
    }  # fmt: skip


def test_the_purse_says_what_is_left_and_what_does_not_fit() -> None:
    kept = Purse(definition("knapsack"), {"projects": ["b"]}, {"c"})
    assert (kept.left_words(), kept.count_words(), kept.used) == ("You have $60,000 left", "1 chosen", 40)
    assert kept.reason("a") == ""
    assert kept.reason("d") == (
        "It does not fit: it costs $30,000 more than you have left. Take a project away to choose it."
    )
    assert kept.reason("c") == "It was withdrawn: it cannot be chosen any more."
    assert steps.turn(kept, "a") == {"projects": ["a", "b"]}
    assert steps.turn(kept, "b") == {"projects": []}
    with pytest.raises(WrongBallotError):
        steps.turn(kept, "d")
    full = Purse(definition("approval"), {"projects": ["a", "b"]})
    assert (full.left_words(), full.reason("c")) == (
        "You may choose 0 projects more",
        "You may choose 2 projects, and have them. Take one away to choose this one.",
    )
    assert steps.turn(Purse(definition("one"), {"projects": ["a"]}), "b") == {"projects": ["b"]}  # the other goes


def test_points_and_places_are_turned_step_by_step() -> None:
    points = Purse(definition("points"), {"points": {"a": 3}})
    assert (points.left_words(), list(points.scale("b")), list(points.scale("a"))) == (
        "You have 2 points left", [0, 1, 2], [0, 1, 2, 3],
    )  # fmt: skip
    many = Purse(definition("points"), steps.give(points, {"a": 3, "b": 3}))
    assert (many.left_words(), many.used) == ("You gave 1 point too many", 100)
    assert many.missing() == ["You gave 6 points and have 5: take away 1."]
    ranked = Purse(definition("ranking"), {"ranking": ["a", "b", "c"]})
    assert steps.move(ranked, "b", steps.UP) == {"ranking": ["b", "a", "c"]}
    assert steps.move(ranked, "c", steps.DOWN) == {"ranking": ["a", "b", "c"]}
    assert steps.turn(ranked, "a") == {"ranking": ["b", "c"]}
