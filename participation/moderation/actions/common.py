"""Steps that the acts of moderation share; none is an act of its own."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from participation.comments.actions import show_or_hide
from participation.events.record import record
from participation.moderation.models import Block, Decision, Flag, Part, Rule, Suspicion
from participation.moderation.things import Thing
from participation.people.models import Person
from participation.responses.models import Response
from participation.subjects.actions import update_subject
from participation.subjects.models import SubjectState
from participation.subjects.registry import kind_of
from participation.web.richtext import tidy

KEEP, HIDE, RESTORE = Decision.Outcome.KEEP, Decision.Outcome.HIDE, Decision.Outcome.RESTORE
ENDS = {HIDE: "hidden", RESTORE: "restored", KEEP: "kept"}

LONGEST_REASON = 2000
LONGEST_TEXT = 500


def checked_reason(reason: str, missing: str = "") -> str:
    """Return a reason fit to be kept. Raises ValidationError."""
    words = tidy(reason)
    if not words:
        raise ValidationError({"reason": missing or _("Write the reason: the author is told, and it is published.")})
    if len(words) > LONGEST_REASON:
        raise ValidationError({"reason": _("Use at most %(most)s characters.") % {"most": LONGEST_REASON}})
    return words


def checked_rule(rule: Rule | None) -> Rule | None:
    """Return a rule that is in force, or none. Raises ValidationError."""
    if rule is not None and rule.retired_at is not None:
        raise ValidationError({"rule": _("This rule is no longer in force. Choose another.")})
    return rule


def write_decision(
    thing: Thing, outcome: str, reason: str, *, by: Person, at: datetime, rule: Rule | None = None
) -> Decision:
    """Write a decision and what follows from it, inside an act that holds the thing's lock and asked its policy."""
    comment = thing.comment
    decision = Decision.objects.create(
        subject=thing.subject,
        comment=comment,
        part=thing.part,
        named_id=thing.named_id,
        outcome=outcome,
        rule=rule,
        reason=reason,
        by=by,
        at=at,
    )
    thing.rows(Flag).filter(decision__isnull=True).update(decision=decision)
    if thing.part == Part.TEXT:
        thing_suspicions = Suspicion.objects.filter(subject=thing.subject, comment=comment, decision__isnull=True)
        thing_suspicions.update(decision=decision)
    author = thing.author_id
    changes = _show_or_hide(thing, outcome, by=by, at=at) if outcome != KEEP else []
    record(
        _event(thing, outcome),
        subject=thing.subject,
        by=by,
        at=at,
        changes=changes,
        payload={"decision": decision.pk, "comment": comment.pk if comment else None, "author": author},
    )
    if outcome != KEEP and comment is not None and thing.part == Part.TEXT:
        show_or_hide(comment=comment, hidden=outcome == HIDE)
    return decision


def _event(thing: Thing, outcome: str) -> str:
    what = thing.part if thing.part != Part.TEXT else "comment" if thing.comment else "subject"
    return f"participation.{what}.{ENDS[Decision.Outcome(outcome)]}"


def _show_or_hide(thing: Thing, outcome: str, *, by: Person, at: datetime) -> list[tuple[str, int]]:
    """Change what is shown; return the rows of public datasets that it changes beside the subject's own."""
    hidden = outcome == HIDE
    if thing.part == Part.ANSWER:
        found = Response.objects.filter(subject=thing.subject)
        found.update(hidden_at=at if hidden else None)
        return [("responses", found.values_list("pk", flat=True)[0])]
    if thing.part == Part.NAME:
        Person.objects.filter(pk=thing.author_id).update(name_hidden_at=at if hidden else None)
        return []
    if thing.comment is not None:
        return [("comments", thing.comment.pk)]
    update_subject(subject=thing.subject, at=at, state=SubjectState.HIDDEN if hidden else SubjectState.PUBLISHED)
    kind = kind_of(thing.subject)
    if kind.on_hidden:
        kind.on_hidden(subject=thing.subject, hidden=hidden, by=by, at=at)
    return []


def lift_in_act(block: Block, reason: str, *, by: Person, at: datetime) -> Block:
    """Write that a block ended, inside an act that asked its policy."""
    block.lifted_at, block.lifted_by, block.lifted_reason = at, by, reason
    block.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])
    Person.objects.filter(pk=block.person_id).update(blocked_at=None, blocked_until=None)
    record(
        "participation.account.unblocked",
        subject=None,
        by=by,
        at=at,
        payload={"block": block.pk, "person": block.person_id},
    )
    return block
