"""What is frozen of a contest: everything that decides its result beside the ballots, as one canonical document."""

import hashlib
import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from budgets.models import Contest, Project, Reach
from budgets.voting.limits import limits_of
from participation.models import Territory
from processes.policies import opening_times

ACT = "vote"
MOST_PLACES = 500


def window_of(contest: Contest) -> tuple[datetime, datetime]:
    """Return from when to when people vote: one stretch with an end. Raises ValidationError."""
    windows = opening_times(contest.budget.component, ACT)
    if len(windows) != 1 or windows[0].closes_at is None:
        raise ValidationError(_("Open the vote in exactly one phase that has a first and a last day."))
    return windows[0].opens_at, windows[0].closes_at


def rules_of(contest: Contest) -> list[dict[str, Any]]:
    """Return who may vote in a contest: as the activity says, and where each votes where they live, of its place."""
    rules = list(contest.budget.component.config.who_may_vote)
    if contest.budget.reach == Reach.OWN and contest.territory_id is not None:
        rules = [rule for rule in rules if rule.get("kind") != "territory"]
        rules.append({"kind": "territory", "territory": contest.territory_id})
    return rules


def seats_of(contest: Contest) -> tuple[uuid.UUID, int] | None:
    """Return the group of a contest, and in how many of it each person votes; None where that is not limited."""
    budget = contest.budget
    if not contest.group or budget.reach not in {Reach.CHOICE, Reach.CHOICES}:
        return None
    most = budget.most_contests if budget.reach == Reach.CHOICES else 1
    space = uuid.uuid5(uuid.NAMESPACE_URL, f"azotea:budget:{budget.pk}:{budget.created_at.isoformat()}")
    return uuid.uuid5(space, contest.group), most


def places_of(contest: Contest) -> list[int]:
    """Return the places whose turnout is told apart: those within the contest's, or within the process's."""
    within = contest.territory_id or contest.budget.component.process.territory_id
    if within is None:
        return []
    places: Any = Territory.objects.filter(parent=within, is_active=True).order_by("pk")
    return list(places.values_list("pk", flat=True)[:MOST_PLACES])


def drawn_order(projects: Sequence[Project], draw: str) -> list[str]:
    """Return the order that decides ties last: by hash with a number drawn at the freeze, as anybody can repeat."""

    def place(name: str) -> bytes:
        return hashlib.sha256(f"{draw}|{name}".encode()).digest()

    return sorted((str(each.pk) for each in projects), key=place)


def definition_of(contest: Contest, projects: Sequence[Project]) -> dict[str, Any]:
    """Return the definition of a contest with these projects. Raises ValidationError for limits that are none."""
    budget = contest.budget
    rule = dict(budget.rule)
    chain = list(rule.pop("ties", None) or ["lot"])
    rule.pop("lot", None)
    draw = secrets.token_hex(16)
    used = {each.category for each in projects}
    return {
        "kind": "budget",
        "contest": contest.pk,
        "title": contest.title,
        "currency": budget.currency,
        "budget": contest.amount,
        "ballot": limits_of(budget.ballot).record(),
        "rule": rule,
        "ties": {"chain": chain, "draw": draw, "order": drawn_order(projects, draw)},
        "publication": budget.publication,
        "leftovers": budget.leftovers,
        "reach": budget.reach,
        "most_contests": budget.most_contests,
        "group": contest.group,
        "eligibility": rules_of(contest),
        "revocable": True,
        "categories": [
            {"key": each["key"], "title": each["title"]} for each in budget.categories if each["key"] in used
        ],
        "projects": [
            {
                "id": str(each.pk),
                "number": each.number,
                "title": each.title,
                "cost": each.cost,
                "category": each.category,
                "exclusive": each.exclusive_group,
                "territory": each.territory_id,
            }
            for each in projects
        ],
    }
