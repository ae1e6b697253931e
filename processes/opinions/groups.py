"""Groups of people who answered alike: principal components, k-means, silhouettes, over a matrix with gaps.

After C. Small, M. Bjorkegren, T. Erkkilä, L. Shaw and C. Megill, "Polis: Scaling Deliberation by Mapping High
Dimensional Opinion Spaces", Recerca 26(2), 2021 (https://doi.org/10.6035/recerca.5516). Where it leaves a choice:

- Rows are sorted by their answers before anything else, so that the result depends on the answers alone and on nobody's
  place among them. The sums behind the components are whole numbers, exact on every machine and in every order.
- A gap counts as the mean of its statement; who answered few statements lies nearer to the middle, which is undone by
  the square root of statements over answers, as in the paper.
- The random numbers of k-means are those of one seed (NumPy's ``RandomState``, whose stream never changes).
- A number of groups is taken only where each group has enough people to be told of.
"""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

AGREE, PASS, DISAGREE, GAP = 1, 0, -1, -2
Matrix = np.ndarray[Any, np.dtype[np.int8]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Whole = np.ndarray[Any, np.dtype[np.int64]]
Say = Callable[[float], None]  # how much of the work is done, from 0 to 1
CHUNK = 4096
DIGITS = 9


@dataclass(frozen=True, slots=True)
class Parameters:
    """What the result depends on beside the answers; published with it."""

    method: str = "polis-2021/1"
    least_answers: int = 7  # of one person, or all statements where they are fewer
    least_people: int = 30  # who answered so many
    least_group: int = 10
    fewest_groups: int = 2
    most_groups: int = 5
    components: int = 2
    seed: int = 2021
    starts: int = 8
    steps: int = 100
    sampled: int = 2_000  # people between whom silhouettes are measured, and from whom k-means starts


@dataclass(frozen=True, slots=True)
class Model:
    """What places somebody by their answers: means, components (statements × 2) and the centres of the groups."""

    means: list[float]
    components: list[list[float]]
    centres: list[list[float]]

    def group_of(self, answers: dict[int, int]) -> int:
        """Return the nearest group of somebody, whose answers are by the place of the statement."""
        places = sorted(answers)
        own = np.array([answers[place] for place in places], dtype=np.float64) - np.array(self.means)[places]
        point = own @ np.array(self.components)[places] * np.sqrt(len(self.means) / max(len(places), 1))
        return int(np.argmin(((np.array(self.centres) - point) ** 2).sum(axis=1)))


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: the group of each row of the sorted matrix (-1: of none), and how it was."""

    matrix: Matrix
    group: np.ndarray[Any, np.dtype[np.int8]]
    groups: int
    silhouette: float | None
    tried: dict[int, float]
    model: Model | None
    digest: str
    explained: list[float]


def find_groups(matrix: Matrix, parameters: Parameters, say: Say = lambda done: None) -> Found:
    """Return the groups of a matrix of people × statements with ``AGREE``, ``PASS``, ``DISAGREE`` and ``GAP``."""
    matrix = sort_rows(matrix)
    digest = hashlib.sha256(repr(matrix.shape).encode() + matrix.tobytes()).hexdigest()
    nobody = np.full(len(matrix), -1, dtype=np.int8)
    alone = Found(matrix, nobody, 0, None, {}, None, digest, [])
    given = (matrix != GAP).sum(axis=1)
    counted = given >= min(parameters.least_answers, matrix.shape[1])
    if matrix.shape[1] < 2 or counted.sum() < parameters.least_people:
        return alone
    say(0.1)
    rows = matrix[counted]
    means, components, explained = principal(rows, parameters.components, lambda done: say(0.1 + 0.6 * done))
    points = project(rows, means, components)
    say(0.75)
    best = _best(points, parameters, lambda done: say(0.75 + 0.2 * done))
    if best is None:
        return alone
    labels, centres, tried = best
    group = nobody.copy()
    group[counted] = labels
    model = Model(means.tolist(), components.tolist(), np.round(centres, DIGITS).tolist())
    return Found(matrix, group, len(centres), tried[len(centres)], tried, model, digest, explained)


def sort_rows(matrix: Matrix) -> Matrix:
    """Return the rows in the order of their bytes."""
    rows = np.ascontiguousarray(matrix, dtype=np.int8)
    if not rows.size:
        return rows
    return np.sort(rows.view(np.dtype((np.void, rows.shape[1]))).ravel()).view(np.int8).reshape(rows.shape)


def principal(rows: Matrix, wanted: int, say: Say) -> tuple[Floats, Floats, list[float]]:
    """Return the mean of each statement, the first components, and the share of the variance that each explains.

    With gaps at the mean the covariance follows from three matrices of whole numbers: how often two statements were
    answered together, and the sums of the answers to one and to both where they were.
    """
    size = rows.shape[1]
    both, one, together = (np.zeros((size, size)) for _ in range(3))
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        given = (part != GAP).astype(np.float32)
        value = np.where(part == GAP, 0, part).astype(np.float32)
        both += value.T @ value  # whole numbers below 2**24: exact in single precision
        one += value.T @ given
        together += given.T @ given
        say(min(1.0, (start + CHUNK) / len(rows)) * 0.9)
    answered = np.maximum(np.diag(together), 1)
    means = np.round(np.diag(one) / answered, DIGITS)
    covariance = both - one * means[None, :] - one.T * means[:, None] + together * np.outer(means, means)
    values, vectors = np.linalg.eigh(np.round(covariance / len(rows), DIGITS))
    first = vectors[:, ::-1][:, :wanted]
    signs = np.sign(first[np.abs(first).argmax(axis=0), np.arange(first.shape[1])])
    total = max(float(values.clip(0).sum()), 1e-12)
    explained = [round(float(value) / total, 4) for value in values[::-1][:wanted].clip(0)]
    return means, np.round(first * signs, DIGITS), explained


def project(rows: Matrix, means: Floats, components: Floats) -> Floats:
    """Return where each row lies, whatever the number of its answers."""
    points = np.empty((len(rows), components.shape[1]))
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        given = part != GAP
        own = np.where(given, part - means[None, :], 0.0) @ components
        answers = np.maximum(given.sum(axis=1), 1)
        points[start : start + CHUNK] = own * np.sqrt(rows.shape[1] / answers)[:, None]
    return np.round(points, 6).astype(np.float64, copy=False)


def _best(points: Floats, parameters: Parameters, say: Say) -> tuple[Whole, Floats, dict[int, float]] | None:
    """Return labels, centres and silhouettes of the number of groups that is clearest; None where none will do."""
    sample = points[:: max(1, -(-len(points) // parameters.sampled))]
    tried: dict[int, float] = {}
    found: dict[int, tuple[Whole, Floats]] = {}
    counts = range(parameters.fewest_groups, parameters.most_groups + 1)
    for done, count in enumerate(counts):
        centres = _start(sample, count, parameters)
        labels, centres = _settle(points, centres, parameters.steps)
        sizes = np.bincount(labels, minlength=count)
        if len(centres) == count and sizes.min() >= parameters.least_group:
            order = np.lexsort((centres[:, 0], -sizes))  # the largest first
            found[count] = np.argsort(order)[labels], centres[order]
            tried[count] = round(silhouette(sample, _nearest(sample, centres)), 4)
        say((done + 1) / len(counts))
    if not tried:
        return None
    best = max(tried, key=lambda count: (tried[count], -count))
    return *found[best], tried


def _start(points: Floats, count: int, parameters: Parameters) -> Floats:
    """Return the best of several starts of k-means on a sample: centres far from each other, by chance (k-means++)."""
    random = np.random.RandomState(parameters.seed + count)
    best, least = points[:count], np.inf
    for _ in range(parameters.starts):
        centres = points[random.randint(len(points))][None, :]
        while len(centres) < count:
            far = _distances(points, centres).min(axis=1)
            reached = np.cumsum(far)
            place = np.searchsorted(reached, random.random_sample() * reached[-1]) if reached[-1] > 0 else 0
            centres = np.vstack([centres, points[min(int(place), len(points) - 1)]])
        _labels, centres = _settle(points, centres, parameters.steps)
        spread = float(_distances(points, centres).min(axis=1).sum())
        if spread < least - 1e-9:
            best, least = centres, spread
    return best


def _settle(points: Floats, centres: Floats, steps: int) -> tuple[Whole, Floats]:
    """Move the centres to the middle of those nearest to them until nobody changes; a centre without anybody stays."""
    labels = _nearest(points, centres)
    for _ in range(steps):
        sizes = np.bincount(labels, minlength=len(centres))
        sums = np.stack([np.bincount(labels, weights=axis, minlength=len(centres)) for axis in points.T], axis=1)
        centres = np.where(sizes[:, None] > 0, sums / np.maximum(sizes, 1)[:, None], centres)
        moved = _nearest(points, centres)
        if np.array_equal(moved, labels):
            break
        labels = moved
    return labels, centres


def _distances(points: Floats, centres: Floats) -> Floats:
    return np.stack([((points - centre) ** 2).sum(axis=1) for centre in centres], axis=1)


def _nearest(points: Floats, centres: Floats) -> Whole:
    return _distances(points, centres).argmin(axis=1)


def silhouette(points: Floats, labels: Whole) -> float:
    """Return the mean silhouette: how much nearer people are to their own group than to the next (Rousseeuw, 1987)."""
    count = int(labels.max()) + 1
    sizes = np.bincount(labels, minlength=count)
    if count < 2 or (sizes == 0).any():
        return -1.0
    members = np.eye(count)[labels]
    total = 0.0
    for start in range(0, len(points), 500):
        part = slice(start, start + 500)
        apart = np.sqrt(((points[part, None, :] - points[None, :, :]) ** 2).sum(axis=2)) @ members
        own = labels[part]
        rows = np.arange(len(own))
        inner = apart[rows, own] / np.maximum(sizes[own] - 1, 1)
        means = apart / sizes[None, :]
        means[rows, own] = np.inf
        outer = means.min(axis=1)
        width = np.where(sizes[own] > 1, (outer - inner) / np.maximum(np.maximum(outer, inner), 1e-12), 0.0)
        total += float(width.sum())
    return total / len(points)


def counts_of(found: Found) -> Whole:
    """Return how many of everybody (first) and of each group agree, disagree and pass: groups+1 × statements × 3."""
    rows = [np.ones(len(found.group), dtype=bool), *(found.group == number for number in range(found.groups))]
    return np.array(
        [[(found.matrix[own] == value).sum(axis=0) for value in (AGREE, DISAGREE, PASS)] for own in rows]
    ).transpose(0, 2, 1)


def describe(parameters: Parameters, found: Found) -> dict[str, Any]:
    """Return what is published beside the result, so that others can repeat it on answers of their own."""
    return {
        **asdict(parameters),
        "numpy": np.__version__,
        "silhouettes": {str(count): value for count, value in found.tried.items()},
        "explained": found.explained,
    }
