"""What is counted: projects with their costs, and ballots as points, equal ballots put together.

Amounts are whole numbers in the smallest unit that the election uses (``Election.scale`` units make one unit of the
currency), so that nothing is ever rounded.
"""

import functools
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]
Ballot = Mapping[str, int]  # project to points; one point where a ballot only marks


class CountingError(ValueError):
    """What was given cannot be counted; the message says why."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project of the ballot. ``cost`` is in units of the currency."""

    id: str
    cost: Fraction
    name: str = ""
    categories: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)  # further columns of the file, as they stood


@dataclass(frozen=True, slots=True)
class Support:
    """Who supports a project: the groups of equal ballots, ascending, and the points that each ballot of them gives."""

    groups: Places
    points: Ints | None  # None: one point each

    def points_of(self, chosen: Any = slice(None)) -> Ints | int:
        """Return the points of some of the groups, or 1 where every ballot gives one."""
        return 1 if self.points is None else self.points[chosen]


class Election:
    """Projects, a budget and ballots, as every rule counts them.

    ``weights`` says how many ballots are equal to each other in each group. Blank ballots have a group of their own:
    they count among the voters. Raises CountingError for what contradicts itself.
    """

    def __init__(
        self, projects: Sequence[Project], budget: Fraction, supports: Sequence[Support], weights: Ints
    ) -> None:
        self.projects = tuple(projects)
        self.budget = budget
        self.supports = tuple(supports)
        self.weights = weights
        self.scale = lcm(budget.denominator, *(project.cost.denominator for project in projects))
        self.costs = [int(project.cost * self.scale) for project in projects]
        self.money = int(budget * self.scale)
        self._check()

    def _check(self) -> None:
        if len({project.id for project in self.projects}) < len(self.projects):
            twice = [name for name, n in Counter(project.id for project in self.projects).items() if n > 1]
            raise CountingError(f"the project {twice[0]} is there twice")
        if len(self.supports) != len(self.projects):
            raise CountingError("each project needs its supporters")
        if self.budget < 0 or any(cost < 0 for cost in self.costs):
            raise CountingError("a budget and costs are not negative")

    @classmethod
    def of_ballots(cls, projects: Sequence[Project], budget: Fraction, ballots: Iterable[Ballot]) -> "Election":
        """Put equal ballots together. Points are whole and positive; raises CountingError for others."""
        places = {project.id: number for number, project in enumerate(projects)}
        groups: Counter[tuple[tuple[int, int], ...]] = Counter()
        for ballot in ballots:
            try:
                groups[tuple(sorted((places[name], points) for name, points in ballot.items() if points))] += 1
            except KeyError as error:
                raise CountingError(f"a ballot names the project {error.args[0]}, which is not on the list") from None
        lists: list[tuple[list[int], list[int]]] = [([], []) for _project in projects]
        for group, given in enumerate(groups):
            for place, points in given:
                if points < 0:
                    raise CountingError("points are not negative")
                lists[place][0].append(group)
                lists[place][1].append(points)
        supports = [_support(*each) for each in lists]
        return cls(projects, budget, supports, np.fromiter(groups.values(), np.int64, len(groups)))

    @classmethod
    def of_totals(
        cls, projects: Sequence[Project], budget: Fraction, votes: Sequence[int], points: Sequence[int], voters: int
    ) -> "Election":
        """Return an election of which only the totals are known. Equal shares cannot be counted from it."""
        nobody = [_support([], []) for _project in projects]
        made = cls(projects, budget, nobody, np.zeros(0, np.int64))
        made.__dict__.update(votes=list(votes), points=list(points), voters=voters)  # what would be counted
        return made

    @functools.cached_property
    def voters(self) -> int:
        """Return how many ballots were cast, blank ones included."""
        return int(self.weights.sum())

    @functools.cached_property
    def votes(self) -> list[int]:
        """Return how many ballots give each project anything."""
        return [int(self.weights[each.groups].sum()) for each in self.supports]

    @functools.cached_property
    def points(self) -> list[int]:
        """Return how many points each project has."""
        return [int((self.weights[each.groups] * each.points_of()).sum()) for each in self.supports]

    @functools.cached_property
    def fingerprint(self) -> str:
        """Return SHA-256 over budget, projects with costs, votes and points: the same in any order of the file."""
        rows = sorted(
            [project.id, str(project.cost), votes, points]
            for project, votes, points in zip(self.projects, self.votes, self.points, strict=True)
        )
        text = json.dumps([str(self.budget), self.voters, rows], separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def number_of(self, name: str) -> int:
        """Return the number of a project. Raises CountingError where it is not on the list."""
        found = self._numbers.get(name)
        if found is None:
            raise CountingError(f"there is no project {name}")
        return found

    @functools.cached_property
    def _numbers(self) -> dict[str, int]:
        return {project.id: number for number, project in enumerate(self.projects)}

    def amount(self, units: "int | Fraction") -> Fraction:
        """Return an amount of smallest units in units of the currency."""
        return Fraction(units) / self.scale

    def ballots(self) -> Iterator[tuple[dict[int, int], int]]:
        """Return each group as its points by project, and how many ballots it holds: slow, for the reference."""
        groups: list[dict[int, int]] = [{} for _group in self.weights]
        for number, each in enumerate(self.supports):
            points = each.points if each.points is not None else np.ones(len(each.groups), np.int64)
            for group, given in zip(each.groups.tolist(), points.tolist(), strict=True):
                groups[group][number] = given
        return zip(groups, self.weights.tolist(), strict=True)


def _support(groups: list[int], points: list[int]) -> Support:
    same = all(each == 1 for each in points)
    return Support(np.array(groups, np.int32), None if same else np.array(points, np.int64))


def number(value: Fraction) -> "int | float":
    """Return an amount for JSON: whole where it is, else as near as a decimal comes."""
    return int(value) if value.denominator == 1 else float(value)
