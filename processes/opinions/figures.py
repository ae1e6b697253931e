"""What pages say of a computing of groups: words for fifths, the drawing of the groups, one's own group."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.web.templatetags.ui import num
from processes.models import OpinionRound, RoundState
from processes.opinions.groups import Model, Parameters
from processes.opinions.telling import dividing, uniting

if TYPE_CHECKING:
    from processes.models import Component

LETTERS = "ABCDE"
SHOWN = 6
WIDE, HIGH, EDGE = 400, 220, 46


@dataclass(frozen=True, slots=True)
class Circle:
    """One group in the drawing: the larger the group, the larger its circle."""

    letter: str
    people: int
    x: int
    y: int
    radius: int
    key: str
    words: str


def last_round(component: "Component") -> OpinionRound | None:
    """Return the computing that holds; None before the first one."""
    found: OpinionRound | None = component.rounds.filter(state=RoundState.DONE).order_by("-number").first()
    return found


def agreement(fifth: int | None) -> str:
    """Return in words which part of a group agrees."""
    if fifth is None:
        return str(_("too few answered to tell"))
    return str(
        {
            5: _("almost everybody agrees"),
            4: _("most agree"),
            3: _("about half agree"),
            2: _("few agree"),
            1: _("almost nobody agrees"),
        }[fifth]
    )


def disagreement(fifth: int) -> str:
    """Return in words which part of a group disagrees, where most do."""
    return str(_("almost everybody disagrees") if fifth == 5 else _("most disagree"))


def bar_parts(figures: dict[str, Any]) -> list[tuple[str, int, str]]:
    """Return the parts of a bar; none where a number must not be told."""
    counts = [figures["agree"], figures["passed"], figures["disagree"]]
    if None in counts:
        return []
    words = (
        ngettext("▲ %(n)s agrees", "▲ %(n)s agree", counts[0]),
        ngettext("● %(n)s passed", "● %(n)s passed", counts[1]),
        ngettext("▼ %(n)s disagrees", "▼ %(n)s disagree", counts[2]),
    )
    told = zip(("k6", "k4", "k3"), counts, words, strict=True)
    return [(key, count, text % {"n": num(count)}) for key, count, text in told]


def lines(row: dict[str, Any], side: str = "agree") -> list[dict[str, str]]:
    """Return what each group answers to a statement, in words."""
    return [
        {
            "letter": LETTERS[place],
            "words": disagreement(group["disagree_fifth"]) if side == "disagree" else agreement(group["agree_fifth"]),
        }
        for place, group in enumerate(row["groups"])
    ]


def told(row: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return what a page shows of one statement's figures."""
    if row is None:
        return None
    everybody = row["everybody"]
    return {
        "answered": everybody["answered"],
        "parts": bar_parts(everybody),
        "words": agreement(everybody["agree_fifth"]),
        "lines": lines(row),
    }


def by_statement(found: OpinionRound | None) -> dict[int, dict[str, Any]]:
    """Return the figures of a computing by the key of the statement."""
    return {row["statement"]: row for row in found.results["statements"]} if found and found.results else {}


def summary(found: OpinionRound | None, texts: dict[int, Any]) -> dict[str, Any]:
    """Return what unites, what divides, and the groups as circles; only of statements that are still shown."""
    if found is None or not found.results:
        return {"groups": [], "unites": [], "divides": []}
    rows = [row for row in found.results["statements"] if row["statement"] in texts]
    return {
        "groups": circles(found.results["groups"]),
        "unites": [
            {"statement": texts[row["statement"]], "lines": lines(row, row["side"])} for row in uniting(rows)[:SHOWN]
        ],
        "divides": [{"statement": texts[row["statement"]], "lines": lines(row)} for row in dividing(rows)[:SHOWN]],
    }


def circles(groups: Sequence[dict[str, Any]]) -> list[Circle]:
    """Return the groups in a plane: who answered alike lies near."""
    if not groups:
        return []
    whole = sum(group["people"] for group in groups)
    axes = [[group["at"][axis] for group in groups] for axis in (0, 1)]
    spans = [max(axis) - min(axis) or 1.0 for axis in axes]
    drawn = []
    for place, group in enumerate(groups):
        x, y = ((group["at"][axis] - min(axes[axis])) / spans[axis] for axis in (0, 1))
        words = ngettext("%(n)s person", "%(n)s people", group["people"]) % {"n": num(group["people"])}
        drawn.append(
            Circle(
                letter=LETTERS[place],
                people=group["people"],
                x=round(EDGE + x * (WIDE - 2 * EDGE)),
                y=round(HIGH - EDGE - y * (HIGH - 2 * EDGE)),
                radius=round(14 + 30 * (group["people"] / whole) ** 0.5),
                key=f"g{place + 1}",
                words=words,
            )
        )
    return drawn


def own_group(found: OpinionRound | None, answers: dict[int, int]) -> str:
    """Return the letter of the group to which somebody's answers are nearest; empty where they are too few."""
    if found is None or not found.model:
        return ""
    places = {pk: place for place, pk in enumerate(found.model["statements"])}
    known = {places[pk]: value for pk, value in answers.items() if pk in places}
    if len(known) < min(Parameters().least_answers, len(places)):
        return ""
    model = Model(found.model["means"], found.model["components"], found.model["centres"])
    return LETTERS[model.group_of(known)]
