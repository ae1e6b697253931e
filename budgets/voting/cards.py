"""The projects of a ballot as cards: each with its button, what it costs, and why it does not fit."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from budgets.models import Contest, Project
from budgets.states import ProjectState
from budgets.voting.limits import POINTING, RANKING
from budgets.voting.purse import Purse
from participation.web.moulds import join, pour
from participation.web.templatetags.ui import pesos


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What decides the shape of a card."""

    how: str  # "mark", "point", "rank"
    chosen: bool
    why: bool  # there is a reason why it cannot be chosen
    gone: bool
    placed: bool
    first: bool
    last: bool
    lang: str  # where it is another than the page's


def rows_of(contest: Contest) -> dict[str, Project]:
    """Return the projects of a contest that stand or stood on its ballot, by id."""
    rows = Project.objects.filter(contest=contest, number__isnull=False).select_related("territory")
    rows = rows.only("title", "translations", "lang", "state", "address", "withdraw_reason", "territory__name")
    return {str(row.pk): row for row in rows}


def withdrawn_of(rows: Mapping[str, Project]) -> set[str]:
    """Return which of them were taken off."""
    return {name for name, row in rows.items() if row.state == ProjectState.WITHDRAWN}


def in_order(purse: Purse, seed: str) -> list[Mapping[str, Any]]:
    """Return the projects in the order of one voter: always the same, another one for each; or by number."""
    projects = list(purse.definition["projects"])
    if purse.limits.order == "random":
        projects.sort(key=lambda each: hashlib.sha256(f"{seed}|{each['id']}".encode()).digest())
    return projects


def cards(purse: Purse, rows: Mapping[str, Project], seed: str) -> SafeString:
    """Return the cards of every project."""
    page = (get_language() or "").split("-")[0]
    base = reverse("budgets:project", args=[0])
    kind = purse.limits.kind
    how = "point" if kind in POINTING else "rank" if kind == RANKING else "mark"
    order = {name: place for place, name in enumerate(purse.choices.get("ranking", ()))}
    return join(
        _card(purse, each, rows.get(each["id"]), how=how, order=order, page=page, base=base)
        for each in in_order(purse, seed)
    )


def _card(
    purse: Purse, project: Mapping[str, Any], row: Project | None, *, how: str, order: dict[str, int], page: str,
    base: str,
) -> SafeString:  # fmt: skip
    name = project["id"]
    title = row.in_language("title") if row is not None else project["title"]
    lang = row.language_of("title") if row is not None else ""
    place = (row.address or (row.territory.name if row.territory else "")) if row is not None else ""
    reason = purse.reason(name)
    facts = CardFacts(
        how, name in purse.chosen, bool(reason), name in purse.withdrawn, bool(place), order.get(name) == 0,
        order.get(name) == len(order) - 1, "" if lang in {"", page} else lang,
    )  # fmt: skip
    return pour(
        "budgets/voting/card.html",
        facts,
        id=name,
        title=title,
        cost=pesos(project["cost"]),
        place=place,
        reason=reason,
        href=f"{base.removesuffix('0/')}{name}/",
        where=str(order.get(name, -1) + 1),
        options=_options(purse, name) if how == "point" else "",
    )


def _options(purse: Purse, name: str) -> SafeString:
    mine = purse.choices["points"].get(name, 0)
    rows = ((n, " selected" if n == mine else "", n) for n in purse.scale(name))
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


def said(purse: Purse, name: str) -> str:
    """Return what just happened to a project, in words, for whoever does not see the page change."""
    title = next((each["title"] for each in purse.definition["projects"] if each["id"] == name), "")
    if not title:
        return ""
    if name in purse.chosen:
        return _("“%(title)s” is on your ballot.") % {"title": title}
    if reason := purse.reason(name):
        return f"“{title}”: {reason}"
    return _("“%(title)s” is off your ballot.") % {"title": title}


def listed(purse: Purse, rows: Mapping[str, Project]) -> Iterable[dict[str, Any]]:
    """Yield what is on a ballot, to be checked: in order of a ranking, else as numbered."""
    known = {each["id"]: each for each in purse.definition["projects"]}
    mine = list(purse.chosen)
    if purse.limits.kind != RANKING:
        mine.sort(key=lambda name: known[name]["number"] or 0)
    for place, name in enumerate(mine, 1):
        row = rows.get(name)
        yield {
            "id": name,
            "place": place if purse.limits.kind == RANKING else None,
            "title": row.in_language("title") if row is not None else known[name]["title"],
            "cost": known[name]["cost"],
            "points": purse.choices.get("points", {}).get(name),
            "gone": name in purse.withdrawn,
        }
