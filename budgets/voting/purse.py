"""A ballot that is being filled in: what is left, what still fits and why not, and the steps that change it. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.voting import ballots
from budgets.voting.ballots import Choices, WrongBallotError, chosen
from budgets.voting.limits import KNAPSACK, MARKING, ONE, POINTING, POINTS, RANKING, Limits, limits_of
from participation.web.templatetags.ui import num, pesos

UP, DOWN = -1, 1


@dataclass(slots=True)
class Purse:
    """A selection beside its ballot's definition."""

    definition: Mapping[str, Any]
    choices: Choices
    withdrawn: Collection[str] = ()
    limits: Limits = field(init=False)
    chosen: list[str] = field(init=False)
    spent: int = field(init=False)
    _of: dict[str, Any] = field(init=False)
    _in_category: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.limits = limits_of(self.definition["ballot"])
        self._of = {project["id"]: project for project in self.definition["projects"]}
        self.chosen = [one for one in chosen(self.choices) if one in self._of]
        self.spent = sum(self._of[one]["cost"] or 0 for one in self.chosen)
        self._in_category = {}
        for one in self.chosen:
            category = self._of[one]["category"]
            self._in_category[category] = self._in_category.get(category, 0) + 1

    @property
    def given(self) -> int:
        """Return the points that are shared out."""
        return sum(self.choices.get("points", {}).values())

    @property
    def left(self) -> int:
        """Return what is left: centavos, points, or projects; below 0 where there is too much."""
        if self.limits.kind == KNAPSACK:
            return int(self.definition["budget"]) - self.spent
        if self.limits.kind == POINTS:
            return self.limits.points - self.given
        return (self.limits.most or len(self._of)) - len(self.chosen)

    @property
    def used(self) -> int:
        """Return how much of it is used, in per cent, for the bar."""
        whole = {KNAPSACK: int(self.definition["budget"]), POINTS: self.limits.points}.get(
            self.limits.kind, self.limits.most or len(self._of)
        )
        return min(100, max(0, 100 - self.left * 100 // whole)) if whole > 0 else 100

    def left_words(self) -> str:
        """Say what is left."""
        left = self.left
        if self.limits.kind == KNAPSACK:
            return _("You have %(amount)s left") % {"amount": pesos(left)}
        if self.limits.kind == POINTS:
            if left < 0:
                words = ngettext("You gave %(n)s point too many", "You gave %(n)s points too many", -left)
                return words % {"n": num(-left)}
            return ngettext("You have %(n)s point left", "You have %(n)s points left", left) % {"n": num(left)}
        if not self.limits.most:
            return _("You may choose as many as you like")
        if left < 0:
            words = ngettext("You chose %(n)s project too many", "You chose %(n)s projects too many", -left)
            return words % {"n": num(-left)}
        words = ngettext("You may choose %(n)s project more", "You may choose %(n)s projects more", left)
        return words % {"n": num(left)}

    def count_words(self) -> str:
        """Say how many are chosen."""
        n = len(self.chosen)
        return ngettext("%(n)s chosen", "%(n)s chosen", n) % {"n": num(n)}

    def missing(self) -> list[str]:
        """Return why it cannot be cast as it is; nothing where it can."""
        try:
            ballots.clean(self.definition, self.choices, withdrawn=self.withdrawn)
        except WrongBallotError as error:
            return list(error.messages)
        return []

    def reason(self, name: str) -> str:
        """Return why a project cannot be added now; "" where it can, or is there already."""
        project = self._of[name]
        if name in self.withdrawn:
            return _("It was withdrawn: it cannot be chosen any more.")
        if name in self.choices.get("points", {}) or name in self.chosen:
            return ""
        most = self.limits.categories.get(project["category"])
        if most is not None and self._in_category.get(project["category"], 0) >= most:
            words = ngettext(
                "You may choose %(n)s project of “%(category)s”, and have it. Take it away to choose this one.",
                "You may choose %(n)s projects of “%(category)s”, and have them. Take one away to choose this one.",
                most,
            )
            return words % {"n": most, "category": project["category"]}
        if self.limits.kind == KNAPSACK and (project["cost"] or 0) > self.left:
            words = _("It does not fit: it costs %(more)s more than you have left. Take a project away to choose it.")
            return words % {"more": pesos((project["cost"] or 0) - self.left)}
        if self.limits.most and self.limits.kind != ONE and len(self.chosen) >= self.limits.most:
            words = ngettext(
                "You may choose %(n)s project, and have it. Take it away to choose this one.",
                "You may choose %(n)s projects, and have them. Take one away to choose this one.",
                self.limits.most,
            )
            return words % {"n": self.limits.most}
        if self.limits.kind == POINTS and self.left <= 0:
            return _("You have no points left. Take some from another project to give them to this one.")
        return ""

    def scale(self, name: str) -> range:
        """Return the numbers that a project can get now."""
        mine = self.choices.get("points", {}).get(name, 0)
        each = self.limits.each or self.limits.points
        top = min(each, mine + max(self.left, 0)) if self.limits.kind == POINTS else each
        return range(max(top, mine) + 1)


def turn(purse: Purse, name: str) -> Choices:
    """Choose a project, or take it away. Raises WrongBallotError with the reason where it does not fit."""
    kind, field_name = purse.limits.kind, ballots.field_of(purse.limits.kind)
    if name in purse.chosen:
        return _without(purse, name)
    if words := purse.reason(name):
        raise WrongBallotError([("does_not_fit", words)])
    if kind == ONE:
        return {field_name: [name]}
    if kind in POINTING:
        return give(purse, {**purse.choices[field_name], name: 1})
    mine = [*purse.choices[field_name], name]
    return {field_name: sorted(mine) if kind in MARKING else mine}


def _without(purse: Purse, name: str) -> Choices:
    field_name = ballots.field_of(purse.limits.kind)
    if purse.limits.kind in POINTING:
        return {field_name: {key: n for key, n in purse.choices[field_name].items() if key != name}}
    return {field_name: [one for one in purse.choices[field_name] if one != name]}


def give(purse: Purse, points: Mapping[str, int]) -> Choices:
    """Return the selection with these points, too many of them as well: it is kept, and cannot be cast so."""
    return ballots.shape(purse.limits, purse.definition, {"points": dict(points)})


def move(purse: Purse, name: str, by: int) -> Choices:
    """Return a ranking in which a project changed its place with its neighbour."""
    order = list(purse.choices["ranking"])
    if purse.limits.kind == RANKING and name in order:
        place = order.index(name)
        other = place + by
        if 0 <= other < len(order):
            order[place], order[other] = order[other], order[place]
    return {"ranking": order}
