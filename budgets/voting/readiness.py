"""Whether a budget is ready to be voted on: what is missing, and who does what in a team of three."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.models import Contest
from budgets.voting.actions import check_contest
from participation.models import Person, Role, RoleKind
from processes.models import PointOfficer

ENOUGH_TO_PUBLISH = 2


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of the team: who has it, whether that is enough, and with which other one it does not go together."""

    name: str
    label: str
    people: tuple[str, ...]
    enough: bool
    note: str


def missing_of(contest: Contest, at: datetime) -> list[str]:
    """Return what keeps the ballot of a contest from being frozen, in words; nothing where nothing does."""
    try:
        with transaction.atomic():
            check_contest(contest, at)
            transaction.set_rollback(True)
    except ValidationError as error:
        return list(error.messages)
    return []


def duties(contest: Contest) -> list[Duty]:
    """Return who coordinates, studies, moderates and attends tables, and what is missing.

    Coordinating and studying go together. Who attends a table neither coordinates nor publishes the count: who hands in
    an acta does not decide on it. Publishing a count takes two who coordinate.
    """
    subject = contest.budget.component.subject
    within = [subject.pk, *subject.ancestors]
    rows: Any = Role.objects.filter(ended_at__isnull=True).select_related("person")
    rows = rows.filter(scope__in=within) | rows.filter(scope__isnull=True)
    by_kind: dict[str, dict[int, Person]] = {}
    for row in rows.order_by("pk"):
        by_kind.setdefault(row.kind, {})[row.person_id] = row.person
    officers: Any = PointOfficer.objects.filter(
        ended_at__isnull=True, point__closed_at__isnull=True, point__processes=contest.budget.component.process_id
    ).select_related("person")
    tables = {row.person_id: row.person for row in officers.order_by("pk")}
    stewards = by_kind.get(RoleKind.STEWARD, {})
    both = set(stewards) & set(tables)
    return [
        Duty(
            "steward", _("Coordinate: freeze the ballot, publish the count"), _names(stewards.values()),
            len(stewards) >= ENOUGH_TO_PUBLISH,
            "" if len(stewards) >= ENOUGH_TO_PUBLISH else _("Publishing the count takes two people."),
        ),
        Duty(
            "evaluator", _("Study projects (whoever coordinates may do it too)"),
            _names((stewards | by_kind.get(RoleKind.EVALUATOR, {})).values()), bool(stewards), "",
        ),
        Duty(
            "moderator", _("Moderate comments (whoever coordinates may do it too)"),
            _names((stewards | by_kind.get(RoleKind.MODERATOR, {})).values()), bool(stewards), "",
        ),
        Duty(
            "officer", _("Attend tables, if people vote on paper: three at each, and none who coordinates"),
            _names(tables.values()), not both,
            ngettext(
                "%(n)s person coordinates and attends a table: somebody else should.",
                "%(n)s people coordinate and attend a table: others should.",
                len(both),
            ) % {"n": len(both)} if both else "",
        ),
    ]  # fmt: skip


def _names(people: Iterable[Person]) -> tuple[str, ...]:
    return tuple(person.public_name for person in people)
