"""What a budget's rules may be, and what they say in words."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.web.richtext import tidy

ASSEMBLY = "assembly"
MOST_CATEGORIES = 30
TIES = {
    "lowest-cost": gettext_lazy("the one that costs less"),
    "highest-cost": gettext_lazy("the one that costs more"),
    "most-votes": gettext_lazy("the one with more votes"),
    "most-points": gettext_lazy("the one with more points"),
    "lot": gettext_lazy("the order that was drawn by lot and published before the vote"),
    ASSEMBLY: gettext_lazy("the assembly of those who live there"),
}


def checked_rule(record: Any) -> dict[str, Any]:
    """Return a counting rule whole, as it is kept. Raises ValidationError for what is none."""
    from budgets.counting.election import CountingError
    from budgets.counting.rule import Rule

    if not isinstance(record, Mapping):
        raise ValidationError({"rule": _("Choose how it is counted.")})
    chain = record.get("ties", ["lot"])
    if not isinstance(chain, list | tuple) or not chain or any(name not in TIES for name in chain):
        raise ValidationError({"rule": _("Say what decides where projects tie.")})
    if chain[-1] not in {"lot", ASSEMBLY} or ASSEMBLY in chain[:-1] or "lot" in chain[:-1]:
        raise ValidationError({"rule": _("What decides a tie ends with the lot or with the assembly.")})
    rest = {name: value for name, value in record.items() if name not in {"ties", "lot", "withdrawn"}}
    try:
        whole = Rule.of_record(rest).record()
    except CountingError as error:
        raise ValidationError({"rule": _("This is no counting rule: %(why)s") % {"why": error}}) from error
    return {**whole, "ties": list(chain), "exclusive": [list(group) for group in whole["exclusive"]]}


def checked_ballot(record: Any) -> dict[str, Any]:
    """Return a ballot's kind and limits, as they are kept. Raises ValidationError for what no ballot has."""
    from budgets.voting.limits import limits_of

    try:
        return limits_of(record).record()
    except ValidationError as error:
        raise ValidationError({"ballot": error.messages}) from error


def checked_categories(rows: Any) -> list[dict[str, Any]]:
    """Return kinds of projects with a key each. Raises ValidationError for two of the same name or too many."""
    kept: list[dict[str, Any]] = []
    for row in rows or []:
        title = " ".join(tidy(str(row.get("title", ""))).split())
        if not title:
            continue
        key = str(row.get("key") or slugify(title)[:40] or f"tipo-{len(kept) + 1}")
        english = " ".join(tidy(str(row.get("translations", {}).get("en", {}).get("title", ""))).split())
        if len(title) > 60 or len(english) > 60:
            raise ValidationError(
                {"categories": _("Use at most %(n)s characters for each kind of project.") % {"n": 60}}
            )
        kept.append({"key": key[:40], "title": title, "translations": {"en": {"title": english}} if english else {}})
    if len({row["key"] for row in kept}) < len(kept):
        raise ValidationError({"categories": _("Two kinds of projects have the same name.")})
    if len(kept) > MOST_CATEGORIES:
        raise ValidationError({"categories": _("There are %(n)s kinds of projects at most.") % {"n": MOST_CATEGORIES}})
    return kept


def rule_in_words(rule: Mapping[str, Any]) -> str:
    """Return how it is counted, in one sentence."""
    if rule.get("kind") == "equalshares":
        return _(
            "The money is divided equally among those who vote, and each project is paid by those who chose it (the "
            "method of equal shares)."
        )
    most = int(rule.get("most") or 0)
    if most:
        words = ngettext(
            "The project with the most votes is carried out.",
            "The %(n)s projects with the most votes are carried out, as long as the money lasts.",
            most,
        )
        return words % {"n": most}
    return {
        "skip": _(
            "The projects with the most votes are carried out as long as the money lasts; one that does not fit is "
            "skipped."
        ),
        "stop": _("The projects with the most votes are carried out until the first one that does not fit."),
        "eighty": _(
            "The projects with the most votes are carried out; the last one may exceed the money where at least 80 % "
            "of it fits."
        ),
    }[str(rule.get("overflow", "skip"))]


def ties_in_words(rule: Mapping[str, Any]) -> str:
    """Return what decides where projects tie, in one sentence."""
    names = [str(TIES[name]) for name in rule.get("ties", ["lot"]) if name in TIES]
    return _("Where projects tie, this decides, in this order: %(criteria)s.") % {"criteria": "; ".join(names)}


def ballot_in_words(ballot: Mapping[str, Any]) -> str:
    """Return how one votes, in one sentence."""
    kind, most, least = ballot.get("kind"), int(ballot.get("maximum") or 0), int(ballot.get("minimum") or 0)
    if kind == "one":
        return _("You choose one project.")
    if kind == "approval":
        if not most:
            return _("You choose as many projects as you like.")
        if least > 1:
            return _("You choose from %(least)s to %(most)s projects.") % {"least": least, "most": most}
        return ngettext("You choose %(n)s project.", "You choose up to %(n)s projects.", most) % {"n": most}
    if kind == "knapsack":
        spend = int(ballot.get("spend") or 0)
        if spend:
            return _("You choose projects as long as the money lasts, and use at least %(n)s %% of it.") % {"n": spend}
        return _("You choose projects as long as the money lasts.")
    if kind == "points":
        points = int(ballot.get("points") or 0)
        return ngettext("You share out %(n)s point.", "You share out %(n)s points among the projects.", points) % {
            "n": points
        }
    if kind == "score":
        return _("You give each project a mark from 0 to %(n)s.") % {"n": ballot.get("each") or 0}
    if kind == "ranking":
        places = len(ballot.get("vector") or [])
        return ngettext(
            "You choose the %(n)s project that you like best.",
            "You put the %(n)s projects that you like best in order.",
            places,
        ) % {"n": places}  # fmt: skip
    return ""
