"""Who may comment, edit and withdraw."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.comments.models import Comment, CommentState
from participation.contribution import CAPTURED
from participation.organisations.policies import may_speak_for
from participation.subjects import registry
from participation.subjects.visibility import is_shown

if TYPE_CHECKING:
    from participation.models import Person, Subject

EDIT_WINDOW = timedelta(minutes=15)


def may_comment(person: "Person | None", subject: "Subject", *, at: datetime) -> Verdict:
    """Ask whether the person may write here now; the floor that owns the subject answers first."""
    if not is_shown(subject):
        return Denied("not_public", _("This is not public, so nobody can comment on it."))
    return first_denial(
        lambda: registry.may_comment(person, subject, at=at), lambda: roles.may_take_part(person, at=at)
    )


def may_reply(person: "Person | None", parent: Comment, *, at: datetime) -> Verdict:
    """Ask whether the person may answer a comment: not a hidden or withdrawn one, and only to a certain depth."""
    if parent.state == CommentState.HIDDEN:
        return Denied("comment_hidden", _("Moderation hid this comment, so it takes no more replies."))
    if parent.state == CommentState.WITHDRAWN:
        return Denied("comment_withdrawn", _("This comment was withdrawn, so it takes no more replies."))
    if parent.depth >= Comment.MAX_DEPTH:
        return Denied("too_deep", _("Replies end here. Reply to the first comment of the conversation instead."))
    return may_comment(person, parent.subject, at=at)


def may_capture(official: "Person | None", subject: "Subject", channel: str) -> Verdict:
    """Ask whether what came in person or on paper was captured by an official of this subject."""
    if channel in CAPTURED:
        return roles.may_work_as(official, roles.OFFICIALS, subject)
    return ALLOWED


def _is_author(person: "Person | None", comment: Comment) -> Verdict:
    signed_in = roles.may_be_signed_in(person)
    if not signed_in:
        return signed_in
    assert person is not None
    if comment.author_id != person.pk:
        return Denied("not_author", _("Only whoever wrote this comment can change it."))
    return ALLOWED


def _still_speaks(person: "Person | None", comment: Comment) -> Verdict:
    """Ask whether who wrote in the name of an organisation still represents it; withdrawing stays theirs."""
    return may_speak_for(person, comment.organisation)


def _is_shown(comment: Comment) -> Verdict:
    if comment.state == CommentState.HIDDEN:
        return Denied("comment_hidden", _("Moderation hid this comment. It cannot be changed."))
    if comment.state == CommentState.WITHDRAWN:
        return Denied("comment_withdrawn", _("This comment was withdrawn. It cannot be changed."))
    if not comment.subject.is_public:
        return Denied("not_public", _("This is not public, so nothing here can be changed."))
    return ALLOWED


def may_edit(person: "Person | None", comment: Comment, *, at: datetime) -> Verdict:
    """Ask whether the author may still correct the words: for a quarter of an hour."""
    return first_denial(
        lambda: _is_author(person, comment),
        lambda: _is_shown(comment),
        lambda: _within_window(comment, at),
        lambda: _still_speaks(person, comment),
        lambda: roles.may_take_part(person, at=at),
    )


def _within_window(comment: Comment, at: datetime) -> Verdict:
    if at - comment.at <= EDIT_WINDOW:
        return ALLOWED
    return Denied(
        "window_closed", _("A comment can be corrected for 15 minutes. You can still withdraw it and write another.")
    )


def may_withdraw(person: "Person | None", comment: Comment, *, at: datetime) -> Verdict:
    """Ask whether the author may take the comment back: at any time while it is shown."""
    return first_denial(lambda: _is_author(person, comment), lambda: _is_shown(comment))
