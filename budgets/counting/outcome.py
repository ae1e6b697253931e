"""What a count gives: the winners in their order, and the steps that anyone can follow."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from budgets.counting.election import Election, number
from budgets.counting.rule import Rule

Step = dict[str, Any]
Told = Callable[[int, int], None]  # how far a long count is: done, of how many (0: not known)


@dataclass(slots=True)
class Outcome:
    """Winners by their numbers, in the order in which they won; ``facts`` says what else there is to know."""

    winners: list[int]
    trace: list[Step]
    facts: dict[str, Any] = field(default_factory=dict)

    def cost(self, election: Election) -> int:
        """Return what the winners cost, in smallest units."""
        return sum(election.costs[winner] for winner in self.winners)

    def told(self, election: Election, rule: Rule) -> dict[str, Any]:
        """Return the result as the command prints it."""
        return {
            "rule": rule.name,
            "winners": [election.projects[winner].id for winner in self.winners],
            "total_cost": number(election.amount(self.cost(election))),
            "budget": number(election.budget),
            "voters": election.voters,
            **{name: said(value) for name, value in self.facts.items()},
            "trace": [{name: said(value) for name, value in step.items()} for step in self.trace],
        }


def said(value: Any) -> Any:
    """Return a value of a trace for JSON: an exact fraction as the text of its fraction and its decimal."""
    if isinstance(value, Fraction):
        return number(value)
    return value


class Limits:
    """What keeps a project from winning beside money: minimum, exclusive groups, caps of categories."""

    def __init__(self, election: Election, rule: Rule) -> None:
        self.election, self.rule = election, rule
        self._groups = [{election.number_of(name) for name in group} for group in rule.exclusive]
        self._shut: set[int] = set()
        self._left: dict[str, int] = {}
        self.begin()

    def eligible(self) -> list[int]:
        """Return the projects that somebody supports and that reach the minimum."""
        election, rule = self.election, self.rule
        counted = election.votes if rule.measure == "votes" else election.points
        gone = {election.number_of(name) for name in rule.withdrawn}
        return [
            each
            for each in range(len(election.projects))
            if each not in gone
            and election.votes[each] > 0
            and counted[each] >= rule.minimum
            and self._has_its_share(each)
        ]

    def _has_its_share(self, each: int) -> bool:
        share = self.rule.minimum_share
        if not share or not self.election.money:
            return True
        votes, voters = self.election.votes[each], self.election.voters
        return Fraction(votes, voters) >= share * Fraction(self.election.costs[each], self.election.money)

    def hinder(self, each: int) -> str:
        """Return what keeps a project from being taken now: "" for nothing, else "excluded" or "category"."""
        if each in self._shut:
            return "excluded"
        categories = self.election.projects[each].categories
        cost = self.election.costs[each]
        return "category" if any(self._left.get(name, cost) < cost for name in categories) else ""

    def take(self, each: int) -> None:
        """Count a winner."""
        self._shut |= {other for group in self._groups if each in group for other in group if other != each}
        for name in self.election.projects[each].categories:
            if name in self._left:
                self._left[name] -= self.election.costs[each]

    def begin(self) -> "Limits":
        """Forget the winners, for another run; return itself."""
        self._shut = set()
        self._left = {name: int(most * self.election.scale) for name, most in self.rule.caps}
        return self
