"""Who may report, and who may decide."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.comments.models import CommentState
from participation.moderation.models import Decision
from participation.subjects.models import SubjectState
from participation.subjects.registry import kind_of
from participation.subjects.visibility import author_id_of, is_shown

if TYPE_CHECKING:
    from participation.models import Comment, Person, Subject


def may_flag(person: "Person | None", subject: "Subject", comment: "Comment | None" = None, *, at: datetime) -> Verdict:
    """Ask whether the person may report a public thing that is not their own."""
    if not is_shown(subject) or (comment is not None and comment.state != CommentState.VISIBLE):
        return Denied("not_shown", _("This is not shown to anybody now, so it need not be reported."))
    if comment is None and not kind_of(subject).may_flag:
        return Denied("not_flagged", _("Reports are not taken on this."))
    return first_denial(lambda: roles.may_be_signed_in(person), lambda: _not_own(person, subject, comment))


def _not_own(person: "Person | None", subject: "Subject", comment: "Comment | None") -> Verdict:
    if is_own(person, subject, comment):
        return Denied("own_content", _("You wrote this yourself. You can withdraw it or correct it."))
    return ALLOWED


def is_own(person: "Person | None", subject: "Subject", comment: "Comment | None") -> bool:
    """Tell whether the person wrote the thing."""
    author = comment.author_id if comment else author_id_of(subject)
    return person is not None and author == person.pk


def may_moderate(person: "Person | None", subject: "Subject", comment: "Comment | None" = None) -> Verdict:
    """Ask whether the person may decide on a thing: a moderator or steward of its place, never its author."""
    working = roles.may_work_as(person, roles.MODERATORS, subject)
    if not working:
        return working
    if is_own(person, subject, comment):
        return Denied("own_content", _("You wrote this yourself, so somebody else must decide on it."))
    return ALLOWED


def may_decide(person: "Person | None", subject: "Subject", outcome: str, comment: "Comment | None" = None) -> Verdict:
    """Ask whether the person may decide this now: hide what is shown, show again what is hidden."""
    allowed = may_moderate(person, subject, comment)
    if not allowed:
        return allowed
    if outcome in outcomes_for(subject, comment):
        return ALLOWED
    return Denied("already_decided", _("Somebody decided on this in the meantime. Look at it once more."))


def outcomes_for(subject: "Subject", comment: "Comment | None") -> list[str]:
    """Return what can be decided on a thing as it stands."""
    state = comment.state if comment else subject.state
    if state == (CommentState.HIDDEN if comment else SubjectState.HIDDEN):
        return [Decision.Outcome.RESTORE.value]
    if state == (CommentState.VISIBLE if comment else SubjectState.PUBLISHED):
        return [Decision.Outcome.KEEP.value, Decision.Outcome.HIDE.value]
    return [Decision.Outcome.KEEP.value]
