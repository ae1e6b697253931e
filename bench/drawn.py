"""Elections drawn for measuring: a few projects that most people like, many that few do, costs of every size."""

from fractions import Fraction
from typing import Any

import numpy as np

from budgets.counting.election import Election, Project, Support

SEED = 2026
MONEY = 0.3  # of what all projects cost together
CHUNK = 100_000


def drawn(ballots: int, projects: int, *, longest: int, distinct: int | None = None) -> Election:
    """Return an election of approval ballots of 3 to ``longest`` projects, of which ``distinct`` rows are drawn."""
    chance = np.random.default_rng(SEED)
    rows = distinct or ballots
    liked = np.log(chance.gamma(1.0, 1.0, projects) + 0.05)
    lengths = chance.integers(3, longest + 1, rows)
    found: list[list[Any]] = [[] for _project in range(projects)]
    for first in range(0, rows, CHUNK):
        many = min(CHUNK, rows - first)
        order = np.argsort(-(liked + chance.gumbel(size=(many, projects))), axis=1)[:, :longest]
        for place in range(longest):
            named = np.flatnonzero(lengths[first : first + many] > place)
            for project in range(projects):
                groups = named[order[named, place] == project]
                found[project].append((groups + first).astype(np.int32))
    supports = [Support(np.sort(np.concatenate(each)), None) for each in found]
    weights = np.ones(rows, np.int64)
    np.add.at(weights, chance.integers(0, rows, ballots - rows), 1)
    costs = [int(cost) for cost in chance.integers(5, 120, projects) * 5000 + chance.integers(0, 5000, projects)]
    listed = [Project(f"p{number}", Fraction(cost)) for number, cost in enumerate(costs)]
    return Election(listed, Fraction(int(sum(costs) * MONEY)), supports, weights)
