"""Acts of appeals: whoever wrote what was hidden disagrees, and somebody else decides."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.moderation import policies
from participation.moderation.actions.common import RESTORE, checked_reason, lift_in_act, write_decision
from participation.moderation.models import Appeal, Block, Decision
from participation.moderation.things import HIDDEN, thing_of
from participation.people.models import Person


@transaction.atomic
def appeal(
    *, by: Person, text: str, at: datetime, decision: Decision | None = None, block: Block | None = None
) -> Appeal:
    """Ask that somebody else look at a decision to hide, or at the block of one's account; once for each.

    Raises ActDenied, and ValidationError without words.
    """
    if (decision is None) == (block is None):
        raise ValidationError(_("An appeal is about one decision."))
    words = checked_reason(text, _("Write why you disagree."))
    if decision is not None:
        # Held, so that a second press of the button, or a moderator who shows it again, comes before or after.
        decision = (
            Decision.objects.select_for_update(no_key=True, of=("self",))
            .select_related("subject", "comment")
            .get(pk=decision.pk)
        )
        policies.may_appeal(by, decision, at=at).enforce()
    elif block is not None:
        block = Block.objects.select_for_update(no_key=True).get(pk=block.pk)
        policies.may_appeal_block(by, block, at=at).enforce()
    made = Appeal.objects.create(decision=decision, block=block, person=by, text=words, at=at)
    record(
        "participation.appeal.made",
        subject=decision.subject if decision else None,
        by=by,
        at=at,
        payload={"appeal": made.pk},
    )
    return made


@transaction.atomic
def decide_appeal(*, appeal: Appeal, outcome: str, reason: str, by: Person, at: datetime) -> Appeal:
    """Let a decision stand, or take it back: then what was hidden is shown again, or the account takes part again.

    Never by whoever made the decision. Raises ActDenied, and ValidationError for an unknown outcome or no reason.
    """
    if outcome not in Appeal.Outcome.values:
        raise ValidationError({"outcome": _("Choose what happens with it.")})
    words = checked_reason(reason, _("Write the reason: whoever appealed is told."))
    found = Appeal.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "decision__subject", "decision__comment", "block", "person"
    )
    appeal = found.get(pk=appeal.pk)
    policies.may_decide_appeal(by, appeal).enforce()
    appeal.outcome, appeal.reason, appeal.decided_by, appeal.decided_at = outcome, words, by, at
    appeal.save(update_fields=["outcome", "reason", "decided_by", "decided_at"])
    if outcome == Appeal.Outcome.OVERTURNED:
        _take_back(appeal, words, by=by, at=at)
    record(
        "participation.appeal.decided",
        subject=appeal.decision.subject if appeal.decision else None,
        by=by,
        at=at,
        payload={"appeal": appeal.pk, "outcome": outcome, "person": appeal.person_id},
    )
    return appeal


def _take_back(appeal: Appeal, reason: str, *, by: Person, at: datetime) -> None:
    """Undo what was appealed, unless somebody did so already."""
    if appeal.decision is not None:
        thing = thing_of(appeal.decision).locked()
        if thing.state() == HIDDEN:
            write_decision(thing, RESTORE, reason, by=by, at=at)
    elif appeal.block is not None and appeal.block.lifted_at is None:
        lift_in_act(appeal.block, reason, by=by, at=at)
