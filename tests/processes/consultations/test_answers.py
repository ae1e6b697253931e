"""Cleaning what is answered, and counting it: pure functions with literal expectations."""

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes.consultations.answers import (
    WrongAnswers,
    clean,
    field_names,
    reached,
    read_fields,
    write_fields,
)
from processes.consultations.questions import Asked
from processes.consultations.tally import count, withhold

FILE = "11111111-1111-4111-8111-111111111111"
ASKS = [
    Asked("p1", "single", required=True, options=("o1", "o2"), other=True),
    Asked("p2", "multiple", options=("o1", "o2", "o3"), least=1, most=2),
    Asked("p3", "section", when=("p1", ("o1",))),
    Asked("p4", "ranking", options=("o1", "o2", "o3")),
    Asked("p5", "score", low=1, high=5),
    Asked("p6", "matrix", options=("o1", "o2"), rows=("r1", "r2"), required=True),
    Asked("p7", "section"),
    Asked("p8", "number", low=0, high=120),
    Asked("p9", "short"),
    Asked("p10", "long", when=("p2", ("o3",))),
    Asked("p11", "point"),
    Asked("p12", "file"),
]
ALL = {
    "p1": "o1",
    "p2": ["o1", "o3"],
    "p4": ["o3", "o1", "o2"],
    "p5": 4,
    "p6": {"r1": "o1", "r2": "o2"},
    "p8": 33,
    "p9": "Más luz",
    "p10": "En la calle\nde atrás",
    "p11": [19.5438, -96.9102],
    "p12": FILE,
}


def test_what_is_right_is_kept_and_comes_back_from_a_form() -> None:
    """Everything answered is kept as it is; written into the fields of a form and read again it is the same."""
    assert clean(ASKS, ALL, files={FILE}) == ALL
    fields: dict[str, str] = {}
    for ask in ASKS:
        fields |= write_fields(ask, ALL.get(ask.key), ask.key)
    assert fields["p2_o3"] == "1"
    assert fields["p4_o3"] == "1"
    assert fields["p6_r2"] == "o2"
    assert clean(ASKS, read_fields(ASKS, fields), files={FILE}) == ALL
    other = {"p1": {"other": "  Ninguna   de esas "}}
    assert clean(ASKS, other) == {"p1": {"other": "Ninguna de esas"}}
    assert read_fields(ASKS, {"p1": "other", "p1_otro": "Otra"}) == {"p1": {"other": "Otra"}}
    assert field_names(ASKS[0], "p1") == ["p1", "p1_otro"]


def test_what_the_conditions_do_not_ask_is_dropped_and_not_missed() -> None:
    """Whoever chose the second option is not asked the section that follows, mandatory or not."""
    assert clean(ASKS, {**ALL, "p1": "o2", "p2": ["o1"]}, files={FILE}) == {
        "p1": "o2",
        "p2": ["o1"],
        "p8": 33,
        "p9": "Más luz",
        "p11": [19.5438, -96.9102],
        "p12": FILE,
    }
    assert reached(ASKS, {"p1": "o2"}) == {"p1", "p2", "p7", "p8", "p9", "p11", "p12"}
    with pytest.raises(WrongAnswers) as error:
        clean(ASKS, {"p1": "o1"})
    assert set(error.value.errors) == {"p6"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("p1", "o9"),
        ("p1", {"other": " "}),
        ("p1", ["o1"]),
        ("p2", ["o1", "o1"]),
        ("p2", ["o1", "o2", "o3"]),
        ("p2", "o1"),
        ("p4", ["o1", "o1", "o2"]),
        ("p4", ["o1"]),
        ("p5", 6),
        ("p5", True),
        ("p5", "9" * 30),
        ("p6", {"r1": "o1"}),
        ("p6", {"r9": "o1", "r1": "o1", "r2": "o1"}),
        ("p8", 121),
        ("p8", "NaN"),
        ("p8", "1e400"),
        ("p8", 1.5),
        ("p9", "x" * 201),
        ("p9", 3),
        ("p11", [91, 0]),
        ("p11", "Xalapa"),
        ("p12", "no-file"),
        ("p99", "x"),
    ],
)
def test_what_is_wrong_is_refused_at_its_question(key: str, value: Any) -> None:
    """Only the question that is wrong is named; what is no question at all under no name."""
    with pytest.raises(WrongAnswers) as error:
        clean(ASKS, {**ALL, key: value}, files={FILE})
    assert set(error.value.errors) == {key if key != "p99" else ""}


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["o1", "o2", "r1"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["other", "r1", "r2", "x"]), inner),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from([f"p{n}" for n in range(1, 14)]), anything, max_size=8))
def test_anything_is_refused_or_kept_for_good(data: dict[str, Any]) -> None:
    """Whatever is sent, it is refused in words or kept; what is kept is right and does not change when sent again."""
    kept = {}
    with contextlib.suppress(WrongAnswers):
        kept = clean(ASKS, data)
    assert set(kept) <= set(data)
    if kept:
        assert clean(ASKS, kept) == kept


def test_counting() -> None:
    """Five answers give these literal counts."""
    answers = [
        ({"p1": "o1", "p2": ["o1", "o3"], "p4": ["o3", "o1", "o2"], "p5": 4, "p8": 10}, ["a"]),
        ({"p1": "o1", "p2": ["o3"], "p4": ["o3", "o2", "o1"], "p5": 2, "p8": 20}, ["a"]),
        ({"p1": "o2", "p5": 5, "p8": 90}, ["b"]),
        ({"p1": {"other": "Otra"}, "p6": {"r1": "o1", "r2": "o1"}}, ["b"]),
        ({}, ["b"]),
    ]
    total, counts = count(ASKS, answers)
    assert total == 5
    assert counts["p1"].counts == {"o1": 2, "o2": 1, "other": 1}
    assert counts["p1"].answered == 4
    assert counts["p1"].groups == {"a": {"o1": 2, "o2": 0, "other": 0}, "b": {"o1": 0, "o2": 1, "other": 1}}
    assert counts["p2"].counts == {"o1": 1, "o2": 0, "o3": 2}
    assert counts["p4"].counts == {"o1": 2 + 1, "o2": 1 + 2, "o3": 6}
    assert counts["p4"].first["o3"] == 2
    assert counts["p5"].counts == {1: 0, 2: 1, 3: 0, 4: 1, 5: 1}
    assert (counts["p8"].mean, counts["p8"].middle) == (40, 20)
    assert [n for _low, _high, n in counts["p8"].bars()] == [1, 1, 0, 0, 0, 0, 0, 1]
    assert counts["p6"].counts[("r2", "o1")] == 1


def test_small_cells_are_withheld_in_both_directions() -> None:
    """A cell of three takes others of its row and of its column with it, so that no sum tells it."""
    assert withhold([[40, 3], [30, 20]]) == [[None, None], [None, None]]
    assert withhold([[40, 30], [50, 20]]) == [[40, 30], [50, 20]]
    assert withhold([[40, 3, 60], [30, 20, 50], [11, 12, 13]]) == [
        [None, None, 60],
        [30, 20, 50],
        [None, None, 13],
    ]
    assert withhold([]) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 60), min_size=3, max_size=3), min_size=1, max_size=5))
def test_no_sum_tells_a_withheld_cell(table: list[list[int]]) -> None:
    """In every row and column with something withheld, two cells are or all, and they hold ten people unless all are."""
    told = withhold(table)
    lines = [[(y, x) for x in range(3)] for y in range(len(table))]
    lines += [[(y, x) for y in range(len(table))] for x in range(3)]
    for line in lines:
        held = [cell for cell in line if told[cell[0]][cell[1]] is None]
        if held and len(held) < len(line):
            assert len(held) > 1
            assert sum(table[y][x] for y, x in held) >= 10
    for y, row in enumerate(table):
        assert all(told[y][x] is None for x, n in enumerate(row) if 0 < n < 10)
