"""Acts of moderation: people report, a person decides with a reason."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.comments.actions import show_or_hide
from participation.comments.models import Comment
from participation.events.record import record
from participation.moderation import policies
from participation.moderation.models import Decision, Flag, FlagReason
from participation.people.models import Person
from participation.subjects.actions import update_subject
from participation.subjects.models import Subject, SubjectState
from participation.subjects.registry import kind_of
from participation.subjects.visibility import author_id_of
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from django.db.models import QuerySet

KEEP, HIDE, RESTORE = Decision.Outcome.KEEP, Decision.Outcome.HIDE, Decision.Outcome.RESTORE
LONGEST_REASON = 2000
LONGEST_TEXT = 500
EVENTS = {
    (True, HIDE): "participation.comment.hidden",
    (True, RESTORE): "participation.comment.restored",
    (True, KEEP): "participation.comment.kept",
    (False, HIDE): "participation.subject.hidden",
    (False, RESTORE): "participation.subject.restored",
    (False, KEEP): "participation.subject.kept",
}


@transaction.atomic
def flag(
    *, subject: Subject, by: Person, reason: str, at: datetime, comment: Comment | None = None, text: str = ""
) -> Flag:
    """Report a subject or a comment to the moderators; nothing is hidden by it. One open report for each person.

    Raises ActDenied, and ValidationError for an unknown reason or too long a text.
    """
    policies.may_flag(by, subject, comment, at=at).enforce()
    if comment and comment.subject_id != subject.pk:
        raise ValidationError(_("The comment belongs to another page."))
    if reason not in FlagReason.values:
        raise ValidationError({"reason": _("Choose a reason.")})
    words = tidy(text)
    if len(words) > LONGEST_TEXT:
        raise ValidationError({"text": _("Use at most %(most)s characters.") % {"most": LONGEST_TEXT}})
    # One person's reports are taken one after the other, so that a double click makes one.
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
    same = _open_flags(subject, comment).filter(person=by).first()
    if same:
        return same
    made = Flag.objects.create(subject=subject, comment=comment, person=by, reason=reason, text=words, at=at)
    record(
        "participation.flag.made",
        subject=subject,
        by=by,
        at=at,
        payload={"flag": made.pk, "comment": comment.pk if comment else None},
    )
    return made


@transaction.atomic
def decide(
    *, subject: Subject, outcome: str, reason: str, by: Person, at: datetime, comment: Comment | None = None
) -> Decision:
    """Keep, hide or show again a subject or comment, with the reason that its author and everybody can read.

    Closes the open reports on it. Raises ActDenied, and ValidationError for an unknown outcome or a missing reason.
    """
    if outcome not in Decision.Outcome.values:
        raise ValidationError({"outcome": _("Choose what happens with it.")})
    if comment and comment.subject_id != subject.pk:
        raise ValidationError(_("The comment belongs to another page."))
    words = _checked_reason(reason)
    policies.may_moderate(by, subject, comment).enforce()
    # The row is locked before its state is read: two moderators at once must not hide, and count, twice.
    if comment:
        comment = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    else:
        subject = Subject.objects.select_for_update(no_key=True).get(pk=subject.pk)
    policies.may_decide(by, subject, outcome, comment).enforce()
    decision = Decision.objects.create(subject=subject, comment=comment, outcome=outcome, reason=words, by=by, at=at)
    _open_flags(subject, comment).update(decision=decision)
    if outcome != KEEP and comment is None:
        _show_or_hide_subject(subject, hidden=outcome == HIDE, by=by, at=at)
    record(
        EVENTS[comment is not None, Decision.Outcome(outcome)],
        subject=subject,
        by=by,
        at=at,
        changes=[("comments", comment.pk)] if comment and outcome != KEEP else [],
        payload={
            "decision": decision.pk,
            "comment": comment.pk if comment else None,
            "author": comment.author_id if comment else author_id_of(subject),
        },
    )
    if outcome != KEEP and comment is not None:
        show_or_hide(comment=comment, hidden=outcome == HIDE)
    return decision


def _show_or_hide_subject(subject: Subject, *, hidden: bool, by: Person, at: datetime) -> None:
    update_subject(subject=subject, at=at, state=SubjectState.HIDDEN if hidden else SubjectState.PUBLISHED)
    kind = kind_of(subject)
    if kind.on_hidden:
        kind.on_hidden(subject=subject, hidden=hidden, by=by, at=at)


def _open_flags(subject: Subject, comment: Comment | None) -> "QuerySet[Flag]":
    return Flag.objects.filter(subject=subject, comment=comment, decision__isnull=True)


def _checked_reason(reason: str) -> str:
    words = tidy(reason)
    if not words:
        raise ValidationError({"reason": _("Write the reason: the author is told, and it is published.")})
    if len(words) > LONGEST_REASON:
        raise ValidationError({"reason": _("Use at most %(most)s characters.") % {"most": LONGEST_REASON}})
    return words
