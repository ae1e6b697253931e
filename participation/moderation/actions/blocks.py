"""Acts on blocked accounts."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.moderation import policies
from participation.moderation.actions.common import checked_reason, checked_rule, lift_in_act
from participation.moderation.models import Block, Rule
from participation.people.models import Person


@transaction.atomic
def block_person(
    *,
    person: Person,
    reason: str,
    by: Person,
    at: datetime,
    until: datetime | None = None,
    rule: Rule | None = None,
) -> Block:
    """Let an account read but not take part, until a moment or until somebody lifts it. What it wrote stays.

    Raises ActDenied, and ValidationError for a missing reason or an end that has passed.
    """
    words = checked_reason(reason, _("Write the reason: the person is told."))
    broken = checked_rule(rule)
    if until is not None and until <= at:
        raise ValidationError({"until": _("Choose a day that has not passed.")})
    # The account is held: two moderators at once must not block it twice.
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    policies.may_block(by, person).enforce()
    _end_what_ran_out(person, at)
    if Block.objects.filter(person=person, lifted_at__isnull=True).exists():
        policies.DECIDED.enforce()
    made = Block.objects.create(person=person, reason=words, rule=broken, by=by, at=at, until=until)
    Person.objects.filter(pk=person.pk).update(blocked_at=at, blocked_until=until)
    record(
        "participation.account.blocked",
        subject=None,
        by=by,
        at=at,
        payload={"block": made.pk, "person": person.pk, "until": until.isoformat() if until else None},
    )
    return made


def _end_what_ran_out(person: Person, at: datetime) -> None:
    """Close a block whose end has passed, so that another can follow it."""
    for block in Block.objects.filter(person=person, lifted_at__isnull=True, until__lte=at):
        block.lifted_at = block.until
        block.save(update_fields=["lifted_at"])


@transaction.atomic
def lift_block(*, block: Block, reason: str, by: Person, at: datetime) -> Block:
    """Let a blocked account take part again, with the reason. Raises ActDenied and ValidationError."""
    words = checked_reason(reason, _("Write the reason: the person is told."))
    block = Block.objects.select_for_update(no_key=True).get(pk=block.pk)
    policies.may_lift_block(by, block).enforce()
    return lift_in_act(block, words, by=by, at=at)
