"""Groups of people who answer alike: found in answers that hold them, the same whoever gave them, told without anybody."""

import numpy as np
import pytest

from processes.opinions.groups import GAP, Matrix, Parameters, counts_of, find_groups
from processes.opinions.telling import CHOICES, dividing, fifth, told_together, uniting


def camps(sizes: tuple[int, ...], statements: int = 12, gaps: float = 0.3) -> Matrix:
    """Return camps that agree on the first two statements and differ in sign on the others, with some who do not."""
    random = np.random.RandomState(7)
    signs = np.sign(random.uniform(-1, 1, size=(len(sizes), statements)))
    signs[:, :2] = 1
    rows = np.repeat(signs, sizes, axis=0)
    noise = np.where(random.uniform(size=rows.shape) < 0.06, -1, 1)
    return np.where(random.uniform(size=rows.shape) < gaps, GAP, rows * noise).astype(np.int8)


@pytest.mark.parametrize("sizes", [(40, 25), (60, 40, 20)])
def test_the_camps_are_found(sizes: tuple[int, ...]) -> None:
    """As many groups as there are camps, nearly as large."""
    found = find_groups(camps(sizes, statements=30), Parameters())
    assert found.groups == len(sizes)
    own = [int((found.group == number).sum()) for number in range(found.groups)]
    assert all(abs(mine - size) <= 5 for mine, size in zip(own, sizes, strict=True))


def test_the_same_answers_give_the_same_groups_in_any_order() -> None:
    """Byte for byte: nothing depends on who stands where."""
    matrix = camps((60, 40, 20))
    mixed = matrix[np.random.RandomState(3).permutation(len(matrix))]
    one, other = find_groups(matrix, Parameters()), find_groups(mixed, Parameters())
    assert one.digest == other.digest == "04ff9a23395a31bf1d1af6a6628e3f94bd5738258adb8ba1bd86404c2dfc498e"
    assert one.model == other.model
    assert (counts_of(one) == counts_of(other)).all()


@pytest.mark.parametrize(
    ("matrix", "why"),
    [
        (camps((15, 14)), "too few people"),
        (np.full((60, 12), 1, dtype=np.int8), "all alike"),
        (np.full((60, 12), GAP, dtype=np.int8), "nobody answered"),
        (np.empty((0, 0), dtype=np.int8), "nothing"),
        (camps((40, 9)), "a group too small to be told of"),
    ],
)
def test_no_groups_where_none_can_be_told(matrix: Matrix, why: str) -> None:
    found = find_groups(matrix, Parameters())
    sizes = [int((found.group == number).sum()) for number in range(found.groups)]
    assert all(size >= 10 for size in sizes), why
    if why != "a group too small to be told of":
        assert found.groups == 0


def test_a_person_finds_their_own_group() -> None:
    """The model places each row where the computing placed it."""
    found = find_groups(camps((60, 40, 20), gaps=0), Parameters())
    assert found.model is not None
    placed = [found.model.group_of(dict(enumerate(map(int, row)))) for row in found.matrix]
    assert placed == found.group.tolist()


def test_a_fifth_never_tells_a_number() -> None:
    """Each fifth of ten people or more holds two numbers or more; of fewer nothing is said."""
    assert fifth(5, 9) is None
    for answered in range(10, 200):
        held: dict[int | None, int] = {}
        for count in range(answered + 1):
            held[fifth(count, answered)] = held.get(fifth(count, answered), 0) + 1
        assert sorted(map(int, filter(None, held))) == [1, 2, 3, 4, 5]
        assert min(held.values()) >= 2


def test_nothing_follows_by_subtraction() -> None:
    """For thousands of tables: what is withheld in any row or column holds ten people, or is all of it."""
    random = np.random.RandomState(1)
    for _ in range(3000):
        groups = [
            [int(n) for n in random.choice([0, 1, 3, 9, 10, 30, 80], size=3)] for _g in range(random.randint(1, 5))
        ]
        loose = [int(n) for n in random.choice([0, 2, 12], size=3)]
        everybody = [sum(column) + alone for column, alone in zip(zip(*groups, strict=True), loose, strict=True)]
        whole, *rows = told_together(everybody, groups)
        for counts, row in zip([everybody, *groups], [whole, *rows], strict=True):
            held = sum(count for name, count in zip(CHOICES, counts, strict=True) if row[name] is None)
            if row["answered"] is not None:
                assert held == 0 or held >= 10 or held == sum(counts)
            assert all(row[name] is None or row[name] >= 10 or row[name] == 0 for name in CHOICES)
        for place, name in enumerate(CHOICES):
            told = all(row[name] is not None for row in rows)
            assert whole[name] is None or (told and (loose[place] == 0 or loose[place] >= 10))


def test_what_unites_and_what_divides() -> None:
    """Most of every group on one side; groups two fifths apart; a group of which nothing is told decides nothing."""

    def row(key: int, *groups: tuple[int | None, int | None]) -> dict[str, object]:
        told = [{"agree_fifth": agree, "disagree_fifth": disagree} for agree, disagree in groups]
        return {"statement": key, "groups": told}

    rows = [row(1, (4, 1), (5, 1)), row(2, (1, 5), (1, 5)), row(3, (5, 1), (2, 3)), row(4, (5, 1), (None, None))]
    assert [(one["statement"], one["side"]) for one in uniting(rows)] == [(2, "disagree"), (1, "agree")]
    assert [one["statement"] for one in dividing(rows)] == [3]
