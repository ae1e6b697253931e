"""What a ballot lets people mark: its kind and its limits, as a record that is frozen before voting opens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ONE, APPROVAL, KNAPSACK, POINTS, SCORE, RANKING = "one", "approval", "knapsack", "points", "score", "ranking"
KINDS = {
    ONE: gettext_lazy("Choose one project"),
    APPROVAL: gettext_lazy("Choose several projects"),
    KNAPSACK: gettext_lazy("Fill the budget with projects"),
    POINTS: gettext_lazy("Share out points"),
    SCORE: gettext_lazy("Give each project a mark"),
    RANKING: gettext_lazy("Put projects in order"),
}
MARKING = (ONE, APPROVAL, KNAPSACK)  # a project is chosen or not
POINTING = (POINTS, SCORE)  # a project gets a number
ORDERS = ("random", "number")
MOST_PROJECTS, MOST_POINTS, MOST_PLACES, MOST_CATEGORIES = 500, 1_000, 50, 100
# What each kind asks for beside what every kind may have.
OWN = {
    ONE: (),
    APPROVAL: ("maximum",),
    KNAPSACK: ("maximum", "spend"),
    POINTS: ("maximum", "points", "each"),
    SCORE: ("maximum", "each"),
    RANKING: ("vector",),
}
COMMON = ("kind", "minimum", "categories", "order")


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a ballot; 0 is no limit.

    ``minimum`` is the fewest projects: where it is 0 a blank ballot can be cast, else a ballot marks at least so many.
    ``maximum`` is the most projects. *knapsack* keeps the sum of costs within the amount, and ``spend`` is the least
    per cent of it that a ballot uses. *points* shares out ``points`` with at most ``each`` for one project; *score*
    gives each project from 0 to ``each``. *ranking* counts ``vector[0]`` points for the first, and so on.
    ``categories`` is the most projects of a category.
    """

    kind: str
    minimum: int = 0
    maximum: int = 0
    spend: int = 0
    points: int = 0
    each: int = 0
    vector: tuple[int, ...] = ()
    categories: dict[str, int] = field(default_factory=dict)
    order: str = "random"

    @property
    def most(self) -> int:
        """Return the most projects that a ballot may hold; 0 where it may hold all."""
        return {ONE: 1, RANKING: len(self.vector)}.get(self.kind, self.maximum)

    def record(self) -> dict[str, Any]:
        """Return it for JSON: what its kind asks for, and no more."""
        named: dict[str, Any] = {name: getattr(self, name) for name in (*COMMON, *OWN[self.kind])}
        if self.kind == RANKING:
            named["vector"] = list(self.vector)
        return named


def limits_of(record: Any) -> Limits:
    """Return the limits that a record says. Raises ValidationError, by name, for what no ballot has."""
    if not isinstance(record, Mapping) or record.get("kind") not in KINDS:
        raise ValidationError({"kind": _("Choose the kind of ballot.")})
    kind = record["kind"]
    allowed = {*COMMON, *OWN[kind]}
    wrong: dict[str, Any] = {
        str(name): _("A ballot of this kind has no such limit.") for name in record if name not in allowed
    }
    read = _Reader(record, wrong)
    limits = Limits(
        kind=kind,
        minimum=read.whole("minimum", 1 if kind == ONE else MOST_PROJECTS),
        maximum=read.whole("maximum", MOST_PROJECTS),
        spend=read.whole("spend", 100),
        points=read.whole("points", MOST_POINTS),
        each=read.whole("each", MOST_POINTS),
        vector=read.vector(),
        categories=read.categories(),
        order=record.get("order", "random"),
    )
    _check(limits, wrong)
    if wrong:
        raise ValidationError(wrong)
    return limits


class _Reader:
    """Reads the numbers of a record, and notes what is wrong with them."""

    def __init__(self, record: Mapping[str, Any], wrong: dict[str, Any]) -> None:
        self._record, self._wrong = record, wrong

    def whole(self, name: str, most: int) -> int:
        value = self._record.get(name, 0)
        if _is_whole(value, 0, most):
            return int(value)
        self._wrong.setdefault(name, _("Write a whole number from 0 to %(most)s.") % {"most": most})
        return 0

    def vector(self) -> tuple[int, ...]:
        value = self._record.get("vector", [])
        known = isinstance(value, list | tuple) and len(value) <= MOST_PLACES
        if known and all(_is_whole(one, 1, MOST_POINTS) for one in value):
            return tuple(value)
        self._wrong.setdefault("vector", _("Write whole numbers of points, one for each place."))
        return ()

    def categories(self) -> dict[str, int]:
        value = self._record.get("categories", {})
        known = isinstance(value, Mapping) and len(value) <= MOST_CATEGORIES
        if known and all(isinstance(name, str) and _is_whole(most, 0, MOST_PROJECTS) for name, most in value.items()):
            return {name: int(value[name]) for name in sorted(value)}
        self._wrong.setdefault("categories", _("Write for each category how many projects a ballot may hold."))
        return {}


def _is_whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _check(limits: Limits, wrong: dict[str, Any]) -> None:
    """Note what contradicts itself."""
    if limits.order not in ORDERS:
        wrong.setdefault("order", _("Choose in which order the projects stand."))
    if limits.most and limits.minimum > limits.most:
        wrong.setdefault("minimum", _("A ballot cannot ask for more projects than it may hold."))
    if limits.kind == POINTS:
        if limits.points < 1:
            wrong.setdefault("points", _("Say how many points each person shares out."))
        if limits.each and limits.each > limits.points:
            wrong.setdefault("each", _("One project cannot get more points than there are."))
        if limits.minimum > limits.points:
            wrong.setdefault("minimum", _("With so few points nobody can choose so many projects."))
    if limits.kind == SCORE and limits.each < 1:
        wrong.setdefault("each", _("Say which is the highest mark."))
    if limits.kind == RANKING:
        if not limits.vector:
            wrong.setdefault("vector", _("Say how many points each place counts."))
        if any(later > earlier for earlier, later in zip(limits.vector, limits.vector[1:], strict=False)):
            wrong.setdefault("vector", _("A later place cannot count more than an earlier one."))
