"""Leaving an office is one act."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.access.actions import end_role, grant_role
from participation.access.models import Role
from participation.events.record import record
from participation.handover import policies
from participation.handover.querysets import answers_of
from participation.handover.registry import duties
from participation.people.models import Person
from participation.responses.actions import assign_response
from participation.responses.policies import may_be_given
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Response


@dataclass(frozen=True, slots=True)
class Left:
    """What a handover did: roles ended, answers given to who takes over, answers left to their office.

    ``duties`` says the same of what else they had in hand: by name, how many were given on and how many nobody has.
    """

    roles: int
    given: int
    left: int
    duties: dict[str, tuple[int, int]] = field(default_factory=dict)


@transaction.atomic
def leave_office(
    *, person: Person, successor: Person, reason: str, by: Person, at: datetime, with_roles: bool = True
) -> Left:
    """End every role of a person, give what they prepare and evaluate to a named one, and tell that one.

    ``with_roles``: the successor gets the same roles first. An answer of an institution where the successor does not
    work goes back to that office, without a person. Who runs the whole platform alone stays. Raises ActDenied, and
    ValidationError without a reason or where nothing is left to hand over.
    """
    people = Person.objects.select_for_update(no_key=True).filter(pk__in=[person.pk, successor.pk]).order_by("pk")
    found = {row.pk: row for row in people}
    leaving, taking = found[person.pk], found[successor.pk]
    policies.may_hand_over(by, leaving, taking).enforce()
    why = tidy(reason)[:500]
    if not why:
        raise ValidationError({"reason": _("Say why: it stays in the log of acts.")})
    held = list(Role.objects.filter(person=leaving, ended_at__isnull=True).select_related("person", "scope"))
    answers = list(answers_of(leaving))
    in_hand = {duty: rows for duty in duties() if (rows := list(duty.rows(leaving)))}
    if not held and not answers and not in_hand:
        raise ValidationError(_("This person holds no role any more, and prepares no answer."))
    if with_roles:
        for role in held:
            grant_role(person=taking, kind=role.kind, scope=role.scope, by=by, at=at)
    given = sum(_give(answer, taking, by, at) for answer in answers)
    others = {}
    for duty, rows in in_hand.items():
        taken = sum(duty.give(row, taking, by, at) for row in rows)
        others[duty.name] = (taken, len(rows) - taken)
    for role in sorted(held, key=lambda role: role.person_id == by.pk and role.scope_id is None):
        end_role(role=role, by=by, at=at)
    done = Left(roles=len(held), given=given, left=len(answers) - given, duties=others)
    record(
        "handover.office.left",
        subject=None,
        by=by,
        at=at,
        payload={
            "person": leaving.pk,
            "successor": taking.pk,
            "reason": why,
            "roles": done.roles,
            "given": done.given,
            "left": done.left,
            "duties": done.duties,
        },
    )
    return done


def _give(answer: "Response", taking: Person, by: Person, at: datetime) -> bool:
    """Give an answer to who takes over; where they do not work there, to nobody in particular."""
    given = answer.institution is not None and may_be_given(taking, answer.institution)
    assign_response(subject=answer.subject, person=taking if given else None, by=by, at=at)
    return given
