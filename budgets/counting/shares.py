"""The Method of Equal Shares (Peters, Pierczyński and Skowron, 2021), exact at the speed of floating point.

Every voter begins with the same money. Again and again the project is bought whose supporters pay least for what it is
worth to them: ``rho`` is the least number for which its cost is covered when each supporter pays ``rho`` times their
utility, or all that they have left.

How it stays exact. A voter who could always pay in full has ``share - sum(rate_k * points_k)`` over the projects bought
that they support; one who once could not has nothing. So what a set of voters has left is a sum of few exact rates with
whole-number weights, which NumPy counts. Floating point only narrows down: which projects may be the best, and which
voters can pay in full. Whatever lies within the bound of its error is decided with rational numbers, and each exact
rate is checked against the voters' balances before it is used (``_certified``).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import Any

import numpy as np
import numpy.typing as npt

from budgets.counting.election import Election, Ints, Places
from budgets.counting.outcome import Limits, Step

Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
ULP = 2.0**-52


@dataclass(slots=True)
class Bought:
    """A project that was bought: what one point of utility costs exactly, and who supports it with how many points."""

    project: int
    rate: Fraction
    weighed: Ints  # ballots of each supporting group times their points


class _Prices:
    """The supporters of one project who still have money."""

    def __init__(self, groups: Places, points: Ints | None, weights: Ints) -> None:
        self.groups = groups
        self.points = points
        weighed = weights[groups] if points is None else weights[groups] * points
        self.weighed = weighed
        self.weights = weights[groups]
        self.total = int(weighed.sum())
        self.heads = int(self.weights.sum())

    def shrunk(self, empty: Marks) -> "_Prices":
        """Return it without those who have nothing left, where that saves work."""
        keep = ~empty[self.groups]
        if keep.sum() * 5 > len(keep) * 4:
            return self
        made = object.__new__(_Prices)
        made.groups = self.groups[keep]
        made.points = None if self.points is None else self.points[keep]
        made.weighed, made.weights = self.weighed[keep], self.weights[keep]
        made.total, made.heads = int(made.weighed.sum()), int(made.weights.sum())
        return made


class EqualShares:
    """The method over one election; runs with different shares reuse what does not change."""

    def __init__(self, election: Election, utility: str, limits: Limits, ties: list[tuple[int, ...]]) -> None:
        self.election, self.limits, self.ties = election, limits, ties
        self.by_points = utility in {"points", "points-cost"}
        self.by_cost = utility in {"cost", "points-cost"}
        self.eligible = limits.eligible()
        self._prices = {each: self._prices_of(each) for each in self.eligible}

    def _prices_of(self, each: int) -> _Prices:
        support = self.election.supports[each]
        points = support.points if self.by_points else None
        return _Prices(support.groups, points, self.election.weights)

    def worth(self, each: int) -> int:
        """Return what one point is worth in utility: the cost of the project, or 1."""
        return self.election.costs[each] if self.by_cost else 1

    def run(self, share: Fraction, *, trace: list[Step] | None = None, most: int | None = None) -> "Run":
        """Return the finished run in which every voter begins with ``share`` smallest units.

        With ``most``, it ends as soon as more than that is spent: the result cannot be within the budget any more.
        """
        run = Run(self, share)
        for step in run.rounds():
            if trace is not None:
                trace.append(step)
            if most is not None and run.spent > most:
                break
        return run


class Run:
    """One run: balances in floating point, rates exact."""

    def __init__(self, method: EqualShares, share: Fraction) -> None:
        self.method, self.share = method, share
        self.election = method.election
        self.balances: Floats = np.full(len(self.election.weights), float(share))
        self.empty: Marks = np.zeros(len(self.election.weights), bool)
        self.bought: list[Bought] = []
        self.spent = 0
        self._prices = dict(method._prices)
        self._limits = method.limits.begin()

    @property
    def winners(self) -> list[int]:
        """Return the projects bought so far, in their order."""
        return [each.project for each in self.bought]

    @property
    def error(self) -> float:
        """Return by how much a balance in floating point may differ from the exact one."""
        return (4 * len(self.bought) + 4) * ULP * float(self.share)

    def rounds(self) -> Iterator[Step]:
        """Buy one project after the other; say of each what it cost whom."""
        queue: list[tuple[float, int]] = []
        for each in self.method.eligible:
            prices = self._prices[each]
            cost = self.election.costs[each]
            queue.append((cost / prices.total / max(self.method.worth(each), 1), each))
        heapify(queue)
        while queue:
            chosen = self._cheapest(queue)
            if chosen is None:
                return
            each, rate, tied = chosen
            yield self._buy(each, rate, tied)

    def _cheapest(self, queue: list[tuple[float, int]]) -> "tuple[int, Fraction, list[int]] | None":
        """Take the project of least ``rho`` from the queue, which holds lower bounds; None where none is affordable.

        What a project costs its supporters only rises while balances fall, so that an old bound stays one. The bounds
        from above are guesses: in the end no project is left whose bound from below is within the exact best.
        """
        looked: dict[int, float] = {}
        exact: dict[int, Fraction] = {}
        limit, sure = float("inf"), False
        while True:
            while queue and queue[0][0] <= limit:
                bound, each = heappop(queue)
                found = None if self._limits.hinder(each) else self._estimate(each, bound)
                if found is not None:  # else it is not to be had any more, ever
                    looked[each] = found[0]
                    limit = limit if sure else min(limit, found[1])
            for each, low in looked.items():
                if low <= limit and each not in exact:
                    exact[each] = self._exact_rate(each)
            if not exact:
                return None
            rho = {each: self._rho(each, rate) for each, rate in exact.items()}
            least = min(rho.values())
            if float(least) * (1 + 4 * ULP) <= limit:
                break
            limit, sure = float(least) * (1 + 4 * ULP), True
        first = [each for each in rho if rho[each] == least]
        chosen = min(first, key=lambda each: self.method.ties[each])
        for each, low in looked.items():
            if each != chosen:
                heappush(queue, (low, each))
        return chosen, exact[chosen], [each for each in first if each != chosen]

    def _rho(self, each: int, rate: Fraction) -> Fraction:
        worth = self.method.worth(each)
        return rate / worth if worth else Fraction(0)

    def _estimate(self, each: int, bound: float) -> tuple[float, float] | None:
        """Return bounds of ``rho``, or None where its supporters have less than it costs."""
        prices = self._prices[each] = self._prices[each].shrunk(self.empty)
        cost, worth = self.election.costs[each], max(self.method.worth(each), 1)
        balances = self.balances[prices.groups]
        doubt = prices.heads * self.error + 64 * ULP * cost
        have = float((balances * prices.weights).sum())
        if have < cost + doubt and (have < cost - doubt or self._money_of(prices, np.ones(len(balances), bool)) < cost):
            return None
        rate = max(bound * worth * (1 - 1e-12), cost / prices.total if prices.total else 0.0)
        rate, rich = _rate(balances, prices, float(cost), rate)
        if not rich:
            return rate * (1 - 1e-9) / worth, float("inf")
        doubt = (doubt / rich + 16 * ULP * rate) * 4
        return max(rate - doubt, 0.0) / worth, (rate + doubt) / worth

    def _exact_rate(self, each: int) -> Fraction:
        """Return what one point of a project costs, exactly."""
        prices = self._prices[each]
        cost = self.election.costs[each]
        balances, empty = self.balances[prices.groups], self.empty[prices.groups]
        points: Any = 1 if prices.points is None else prices.points
        guess, rich = _rate(balances, prices, float(cost), 0.0)
        margin = self.error * 8 + (prices.heads * self.error + 64 * ULP * cost) / max(rich, 1) * 8
        while True:
            away = balances - guess * points
            doubtful = (np.abs(away) <= margin * points) & ~empty
            poor = (away < 0) & ~doubtful | empty
            sure = ~empty & ~doubtful

            def on_their_side(rate: float, poor: Marks = poor, sure: Marks = sure) -> Marks:
                apart = balances - rate * points
                slack = 2 * self.error + 4 * ULP * rate * points
                return np.where(poor, apart <= -slack, apart >= slack)[sure]  # type: ignore[no-any-return]

            rate = self._certified(prices, cost, poor, doubtful, on_their_side)
            if rate is not None:
                return rate
            margin = max(margin * 1000, 1e-12 * float(self.share))

    def _certified(
        self, prices: _Prices, cost: int, poor: Marks, doubtful: Marks, rest: Callable[[float], Marks]
    ) -> Fraction | None:
        """Return the rate at which ``poor`` pay all they have and the others in full, deciding the doubtful exactly.

        None where ``rest`` says that the voters taken for granted may not be on their side of it.
        """
        money, rich = self._money_of(prices, poor), int(prices.weighed[~poor].sum())
        kinds, _places, _which = self._kinds(prices, doubtful)
        while rich > 0:
            rate = (cost - money) / rich
            below = [kind for kind in kinds if kind.balance < rate * kind.points]
            if not below:
                return rate if rest(float(rate)).all() else None
            kinds = [kind for kind in kinds if kind.balance >= rate * kind.points]
            money += sum((kind.balance * kind.heads for kind in below), Fraction(0))
            rich -= sum(kind.heads * kind.points for kind in below)
        return None

    def _money_of(self, prices: _Prices, chosen: Marks) -> Fraction:
        """Return exactly what some of a project's supporters have left together."""
        having = chosen & ~self.empty[prices.groups]
        heads = int(prices.weights[having].sum())
        if not self.bought or not heads:
            return self.share * heads
        inside = np.zeros(len(self.election.weights), bool)
        inside[prices.groups[having]] = True
        money = self.share * heads
        for each in self.bought:
            groups = self.method._prices[each.project].groups
            money -= each.rate * int(each.weighed[inside[groups]].sum())
        return money

    def _kinds(self, prices: _Prices, doubtful: Marks) -> "tuple[list[Kind], Ints, Ints]":
        """Return the doubtful supporters, who still have money, put together where they paid for the same.

        Their places among the supporters come too, and to which kind each belongs.
        """
        places = np.flatnonzero(doubtful)
        groups = prices.groups[places]
        own = np.ones(len(places), np.int64) if prices.points is None else prices.points[places]
        rows = np.column_stack([own, *(self._points_in(each, groups) for each in self.bought)])
        found, which = np.unique(rows, axis=0, return_inverse=True)
        which = which.ravel()
        heads = np.bincount(which, weights=prices.weights[places], minlength=len(found))
        kinds = []
        for row, many in zip(found.tolist(), heads.tolist(), strict=True):
            paid = sum((each.rate * n for each, n in zip(self.bought, row[1:], strict=True) if n), Fraction(0))
            kinds.append(Kind(row[0], int(many), self.share - paid))
        return kinds, places, which

    def _points_in(self, each: Bought, groups: Places) -> Ints:
        """Return the points that each of some groups gives to a project that was bought."""
        support = self.method._prices[each.project]
        if not len(support.groups):
            return np.zeros(len(groups), np.int64)
        places = np.minimum(np.searchsorted(support.groups, groups), len(support.groups) - 1)
        given = 1 if support.points is None else support.points[places]
        return np.where(support.groups[places] == groups, given, 0)

    def _buy(self, each: int, rate: Fraction, tied: list[int]) -> Step:
        """Take the money of a project from its supporters, and say who paid what."""
        prices, cost = self._prices[each], self.election.costs[each]
        due: Any = float(rate) * (1 if prices.points is None else prices.points)
        balances, empty = self.balances[prices.groups], self.empty[prices.groups]
        margin = 2 * self.error + 4 * ULP * due
        all_in = (balances < due - margin) | empty
        doubtful = (np.abs(balances - due) <= margin) & ~empty
        if doubtful.any():  # those who have exactly what is due have nothing afterwards
            kinds, places, which = self._kinds(prices, doubtful)
            gone = np.array([kind.balance <= rate * kind.points for kind in kinds])
            all_in[places] = gone[which]
            short = np.array([kind.balance < rate * kind.points for kind in kinds])
            partly = all_in & ~empty
            partly[places] = short[which]
        else:
            partly = all_in & ~empty
        self.balances[prices.groups] = np.where(all_in, 0.0, np.maximum(balances - due, 0.0))
        self.empty[prices.groups[all_in]] = True
        self.bought.append(Bought(each, rate, self.method._prices[each].weighed))
        self.spent += cost
        self._limits.take(each)
        heads = prices.weights
        step: Step = {
            "project": self.election.projects[each].id,
            "cost": self.election.amount(cost),
            "rho": self._rho(each, rate) if self.method.by_cost else self.election.amount(rate),
            "payment": self.election.amount(rate),
            "effective_support": Fraction(cost) / rate if rate else Fraction(prices.total),
            "paid_in_full": int(heads[~partly & ~empty].sum()),
            "paid_all_they_had": int(heads[partly].sum()),
        }
        if tied:
            step["tied_with"] = [self.election.projects[other].id for other in tied]
        return step

    def left(self) -> Fraction:
        """Return exactly what all voters have left together."""
        return self.share * self.election.voters - self.spent


@dataclass(slots=True)
class Kind:
    """Voters who paid for the same: their points for the project in question, how many they are, what each has left."""

    points: int
    heads: int
    balance: Fraction


def _rate(balances: Floats, prices: _Prices, cost: float, rate: float) -> tuple[float, int]:
    """Return, in floating point, what one point costs, and the points of those who can pay in full at that."""
    weights, weighed, points = prices.weights, prices.weighed, prices.points
    rich = int(weighed.sum())
    while rich > 0:
        due: Any = rate if points is None else rate * points
        poor = balances < due
        if not poor.any():
            new = cost / rich
            if new <= rate * (1 + 1e-15):
                return rate, rich
            rate = new
            continue
        cost -= float((balances[poor] * weights[poor]).sum())
        stay = ~poor
        balances, weights, weighed = balances[stay], weights[stay], weighed[stay]
        points = None if points is None else points[stay]
        rich = int(weighed.sum())
        if rich > 0:
            rate = max(rate, cost / rich)
    return rate, 0
