"""Whether a ballot can be cast as it is, and its one canonical form; pure: it asks neither database nor clock.

Canonical choices: {"projects": [ids, sorted]} where a project is chosen or not, {"points": {id: number}} where it gets
a number, {"ranking": [ids, best first]} where projects are put in order. A blank ballot is the same with nothing in it.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.voting.limits import KNAPSACK, MARKING, MOST_POINTS, MOST_PROJECTS, POINTING, POINTS, Limits, limits_of
from participation.web.templatetags.ui import pesos

Choices = dict[str, Any]
LONGEST_ID = 64


class WrongBallotError(ValidationError):
    """The ballot cannot be cast as it is; ``messages`` say why, and ``codes`` which rules it breaks."""

    def __init__(self, found: list[tuple[str, str]]) -> None:
        super().__init__([words for _code, words in found])
        self.codes = [code for code, _words in found]


def field_of(kind: str) -> str:
    """Return the name of what a ballot of a kind holds."""
    return "projects" if kind in MARKING else "points" if kind in POINTING else "ranking"


def blank(kind: str) -> Choices:
    """Return the blank ballot of a kind."""
    return {field_of(kind): {} if kind in POINTING else []}


def is_blank(choices: Mapping[str, Any]) -> bool:
    """Tell whether a ballot marks nothing."""
    return not any(choices.values())


def chosen(choices: Mapping[str, Any]) -> list[str]:
    """Return the projects of a ballot; of a ranking the best first."""
    return [name for value in choices.values() for name in value]


def clean(definition: Mapping[str, Any], data: Any, *, withdrawn: Collection[str] = ()) -> Choices:
    """Return a ballot in its canonical form. Raises WrongBallotError for one that cannot be cast.

    ``withdrawn`` are projects taken off the ballot after it opened: they can no longer be chosen.
    """
    limits = limits_of(definition["ballot"])
    choices = shape(limits, definition, data)
    found = [
        *_taken_off(definition, choices, withdrawn),
        *over(limits, definition, choices),
        *under(limits, definition, choices),
    ]
    if found:
        raise WrongBallotError(found)
    return choices


def shape(limits: Limits, definition: Mapping[str, Any], data: Any) -> Choices:
    """Return what was said in its canonical form, whatever the limits say. Raises WrongBallotError."""
    name = field_of(limits.kind)
    if not isinstance(data, Mapping) or set(data) != {name}:
        raise WrongBallotError([("unreadable", _("This ballot cannot be read. Fill it in again."))])
    known = {project["id"]: project for project in definition["projects"]}
    if limits.kind in POINTING:
        return {name: _numbers(data[name], known)}
    ids = _ids(data[name])
    _refuse_foreign(ids, known)
    if repeated := [one for place, one in enumerate(ids) if one in ids[:place]]:
        words = _("“%(title)s” is on this ballot twice: take one away.")
        raise WrongBallotError([("repeated", words % {"title": known[repeated[0]]["title"]})])
    return {name: sorted(ids) if limits.kind in MARKING else ids}


def _ids(value: Any) -> list[str]:
    known = isinstance(value, list | tuple) and len(value) <= MOST_PROJECTS
    if known and all(isinstance(one, str) and len(one) <= LONGEST_ID for one in value):
        return list(value)
    raise WrongBallotError([("unreadable", _("This ballot cannot be read. Fill it in again."))])


def _numbers(value: Any, known: Mapping[str, Any]) -> dict[str, int]:
    """Return the points of each project that has any."""
    unreadable = WrongBallotError([("unreadable", _("This ballot cannot be read. Fill it in again."))])
    if not isinstance(value, Mapping) or len(value) > MOST_PROJECTS:
        raise unreadable
    _refuse_foreign([one for one in value if isinstance(one, str)], known)
    for name, number in value.items():
        if not isinstance(name, str) or isinstance(number, bool) or not isinstance(number, int):
            raise unreadable
        if not 0 <= number <= MOST_POINTS:
            words = _("“%(title)s”: write a whole number, 0 or more.")
            raise WrongBallotError([("not_a_number", words % {"title": known[name]["title"]})])
    return {name: value[name] for name in sorted(value) if value[name]}


def _refuse_foreign(ids: Iterable[str], known: Mapping[str, Any]) -> None:
    if any(one not in known for one in ids):
        words = _("A project that you chose is not on this ballot. Choose from the projects of this list.")
        raise WrongBallotError([("foreign", words)])


def _taken_off(
    definition: Mapping[str, Any], choices: Choices, withdrawn: Collection[str]
) -> Iterable[tuple[str, str]]:
    gone = [one["title"] for one in definition["projects"] if one["id"] in withdrawn and one["id"] in chosen(choices)]
    for title in gone:
        yield (
            "withdrawn",
            _("“%(title)s” was withdrawn and cannot be chosen any more: take it off your ballot.") % {"title": title},
        )


def spent(definition: Mapping[str, Any], choices: Mapping[str, Any]) -> int:
    """Return what the projects of a ballot cost together, in centavos."""
    mine = set(chosen(choices))
    return sum(project["cost"] or 0 for project in definition["projects"] if project["id"] in mine)


def over(limits: Limits, definition: Mapping[str, Any], choices: Choices) -> Iterable[tuple[str, str]]:
    """Yield what a ballot has too much of."""
    mine = chosen(choices)
    if limits.most and len(mine) > limits.most:
        words = ngettext(
            "You chose %(n)s projects and may choose %(most)s: take away %(more)s.",
            "You chose %(n)s projects and may choose %(most)s: take away %(more)s.",
            len(mine),
        )
        yield "too_many", words % {"n": len(mine), "most": limits.most, "more": len(mine) - limits.most}
    if limits.kind == KNAPSACK and (cost := spent(definition, choices)) > definition["budget"]:
        words = _("Your projects cost %(cost)s together, %(more)s more than the %(budget)s there are: take one away.")
        amounts = {"cost": pesos(cost), "more": pesos(cost - definition["budget"])}
        yield "over_budget", words % {**amounts, "budget": pesos(definition["budget"])}
    if limits.kind == POINTS and (given := sum(choices["points"].values())) > limits.points:
        words = _("You gave %(n)s points and have %(points)s: take away %(more)s.")
        yield "too_many_points", words % {"n": given, "points": limits.points, "more": given - limits.points}
    if limits.kind in POINTING and limits.each:
        yield from _over_each(limits, definition, choices["points"])
    yield from _over_categories(limits, definition, set(mine))


def _over_each(limits: Limits, definition: Mapping[str, Any], points: Mapping[str, int]) -> Iterable[tuple[str, str]]:
    titles = {project["id"]: project["title"] for project in definition["projects"]}
    for name, number in points.items():
        if number > limits.each:
            words = _("“%(title)s” has %(n)s points, and one project may get %(each)s.")
            yield "too_many_for_one", words % {"title": titles[name], "n": number, "each": limits.each}


def _over_categories(limits: Limits, definition: Mapping[str, Any], mine: set[str]) -> Iterable[tuple[str, str]]:
    if not limits.categories:
        return
    count: dict[str, int] = {}
    for project in definition["projects"]:
        if project["id"] in mine and project["category"] in limits.categories:
            count[project["category"]] = count.get(project["category"], 0) + 1
    for category, number in sorted(count.items()):
        if number > limits.categories[category]:
            words = _("You chose %(n)s projects of “%(category)s” and may choose %(most)s.")
            yield (
                "too_many_of_category",
                words % {"n": number, "category": category, "most": limits.categories[category]},
            )


def under(limits: Limits, definition: Mapping[str, Any], choices: Choices) -> Iterable[tuple[str, str]]:
    """Yield what a ballot lacks; a blank one lacks nothing where it may be blank."""
    mine = chosen(choices)
    if not mine:
        if limits.minimum:
            words = ngettext(
                "Choose at least %(n)s project.", "Choose at least %(n)s projects.", limits.minimum
            )  # fmt: skip
            yield "blank", words % {"n": limits.minimum}
        return
    if len(mine) < limits.minimum:
        missing = limits.minimum - len(mine)
        words = ngettext("Choose %(n)s project more.", "Choose %(n)s projects more.", missing)
        yield "too_few", words % {"n": missing}
    least = -(-definition["budget"] * limits.spend // 100)
    if limits.spend and (cost := spent(definition, choices)) < least:
        words = _("Your projects cost %(cost)s together: use at least %(least)s of the budget.")
        yield "too_little", words % {"cost": pesos(cost), "least": pesos(least)}
