"""The act of deciding: keep, hide, or show again, always with a reason."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.comments.models import Comment
from participation.moderation import policies
from participation.moderation.actions.common import checked_reason, checked_rule, write_decision
from participation.moderation.models import Decision, Part, Rule
from participation.moderation.things import Thing, checked
from participation.people.models import Person
from participation.subjects.models import Subject


@transaction.atomic
def decide(
    *,
    subject: Subject,
    outcome: str,
    reason: str,
    by: Person,
    at: datetime,
    comment: Comment | None = None,
    part: str = Part.TEXT.value,
    rule: Rule | None = None,
    seen: int | None = None,
) -> Decision:
    """Keep, hide or show again a thing, with the reason that its author and everybody can read.

    Closes the open reports and suspicions on it. ``seen`` is the last decision that the moderator knew of (0: none):
    where another came in between, nothing is done. Raises ActDenied, and ValidationError for an unknown outcome or a
    missing reason.
    """
    if outcome not in Decision.Outcome.values:
        raise ValidationError({"outcome": _("Choose what happens with it.")})
    thing = checked(subject, comment, part)
    words, broken = checked_reason(reason), checked_rule(rule)
    policies.may_moderate(by, subject, comment, part).enforce()
    # The row is locked before its state is read: two moderators at once must not hide, and count, twice.
    thing = thing.locked()
    policies.may_decide(by, thing.subject, outcome, thing.comment, part).enforce()
    _nothing_since(thing, seen)
    return write_decision(thing, outcome, words, by=by, at=at, rule=broken)


def _nothing_since(thing: Thing, seen: int | None) -> None:
    """Deny where somebody decided after the moderator had opened the page."""
    if seen is None:
        return
    last = thing.rows(Decision).order_by("-pk").values_list("pk", flat=True).first() or 0
    if last != seen:
        policies.DECIDED.enforce()
