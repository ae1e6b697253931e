"""Acts on comments."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery
from django.utils.translation import gettext as _

from participation.access import newcomers
from participation.access.verdict import first_denial
from participation.comments import policies
from participation.comments.models import Comment, CommentState, Stance
from participation.contribution import CAPTURED, Channel
from participation.events.record import record
from participation.organisations.policies import may_speak_for
from participation.subjects.actions import bump_counts
from participation.subjects.registry import kind_of
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Organisation, Person, Subject


@transaction.atomic
def comment_on(
    *,
    subject: "Subject",
    text: str,
    by: "Person",
    at: datetime,
    parent: Comment | None = None,
    stance: str = Stance.NEUTRAL,
    act_id: uuid.UUID | None = None,
    channel: str = Channel.WEB,
    captured_by: "Person | None" = None,
    lang: str = "es",
    organisation: "Organisation | None" = None,
) -> Comment:
    """Write a comment on a subject, or a reply to a comment; a replayed post gives the same comment back.

    Of an ``organisation`` everybody reads the name. Raises ActDenied, ValidationError for what cannot be.
    """
    act_id = act_id or uuid.uuid4()
    may = first_denial(
        lambda: policies.may_capture(captured_by, subject, channel),
        lambda: policies.may_reply(by, parent, at=at) if parent else policies.may_comment(by, subject, at=at),
        lambda: may_speak_for(by, organisation),
    )
    # Allowed, a replay meets the unique act below; denied, it still gets what it wrote while it could.
    before = None if may else Comment.objects.filter(author=by, act_id=act_id).first()
    if before:
        return before
    may.enforce()
    if parent and parent.subject_id != subject.pk:
        raise ValidationError(_("The comment that you reply to belongs to another page."))
    comment = Comment(
        subject=subject,
        parent=parent,
        root=(parent.root or parent) if parent else None,
        depth=parent.depth + 1 if parent else 0,
        author=by,
        organisation=organisation,
        text=_checked_text(text),
        lang=lang[:8],
        stance=_checked_stance(stance, parent, subject),
        at=at,
        act_id=act_id,
        channel=channel,
        captured_by=captured_by,
    )
    written = _insert(comment, newcomers.since(by, at) if channel not in CAPTURED else None)
    if written is None:  # the same post arrived twice: the other one wrote the row
        return Comment.objects.get(author=by, act_id=act_id)
    newcomers.may_write_more("comments", written).enforce()  # denied, the whole act is undone
    record(
        "participation.comment.made",
        subject=subject,
        by=by,
        at=at,
        changes=[("comments", comment.pk)],
        payload=_payload(comment),
    )
    _count(comment, 1)
    return comment


def _payload(comment: Comment) -> dict[str, int | None]:
    told = {"comment": comment.pk, "parent": comment.parent_id, "root": comment.root_id, "author": comment.author_id}
    return told if comment.organisation_id is None else {**told, "organisation": comment.organisation_id}


def _insert(comment: Comment, new_since: datetime | None) -> int | None:
    """Write the row unless the same act did; return how many its author had written since they are new, else 0.

    None: it was written before. One statement in place of a savepoint, an insertion and a count: each act costs.
    """
    query = InsertQuery(Comment, on_conflict=OnConflict.IGNORE)
    fields = [field for field in Comment._meta.concrete_fields if not field.primary_key]
    query.insert_values(fields, [comment], raw=False)
    ((statement, values),) = query.get_compiler(connection=connection).as_sql()
    before = "SELECT count(*) FROM participation_comment WHERE author_id = %s AND at >= %s" if new_since else "0"
    given = (comment.author_id, new_since) if new_since else ()
    with connection.cursor() as cursor:  # writes: inside the act of commenting
        cursor.execute(f"{statement} RETURNING id, ({before})", (*values, *given))
        row = cursor.fetchone()
    if row is None:
        return None
    comment.pk, written = row
    comment._state.adding, comment._state.db = False, connection.alias
    return int(written)


@transaction.atomic
def edit_comment(*, comment: Comment, text: str, by: "Person", at: datetime) -> Comment:
    """Correct the words of one's own comment within the window; the same words again change nothing."""
    comment = _locked(comment)
    policies.may_edit(by, comment, at=at).enforce()
    old, new = comment.text, _checked_text(text)
    if new == old:
        return comment
    comment.text, comment.edited_at = new, at
    comment.save(update_fields=["text", "edited_at"])
    record(
        "participation.comment.edited",
        subject=comment.subject,
        by=by,
        at=at,
        changes=[("comments", comment.pk)],
        payload={"comment": comment.pk, "author": comment.author_id},
        before={"text": old},
        after={"text": new},
    )
    return comment


@transaction.atomic
def withdraw_comment(*, comment: Comment, by: "Person", at: datetime) -> Comment:
    """Take one's own comment back: its text is shown no more, its thread stays. Once is enough."""
    comment = _locked(comment)
    if comment.state == CommentState.WITHDRAWN and comment.author_id == by.pk:
        return comment
    policies.may_withdraw(by, comment, at=at).enforce()
    comment.state = CommentState.WITHDRAWN
    comment.save(update_fields=["state"])
    record(
        "participation.comment.withdrawn",
        subject=comment.subject,
        by=by,
        at=at,
        changes=[("comments", comment.pk)],
        payload={"comment": comment.pk, "author": comment.author_id},
    )
    _count(comment, -1)
    return comment


def show_or_hide(*, comment: Comment, hidden: bool) -> None:
    """Change what moderation decided on, with the counters, inside its act; the caller holds the row's lock."""
    comment.state = CommentState.HIDDEN if hidden else CommentState.VISIBLE
    comment.save(update_fields=["state"])  # writes: inside the act of moderation
    _count(comment, -1 if hidden else 1)


def _locked(comment: Comment) -> Comment:
    """Return the row as it is now, locked: two acts at once on one comment must not count twice."""
    locked = Comment.objects.select_related("subject").select_for_update(of=("self",), no_key=True)
    return locked.get(pk=comment.pk)


def _count(comment: Comment, step: int) -> None:
    """Add a visible comment to the counters, or take it away; only root comments count for a stance."""
    if comment.root_id:
        Comment.objects.filter(pk=comment.root_id).update(thread_count=F("thread_count") + step)
        bump_counts(subject_id=comment.subject_id, comments=step)
    else:
        bump_counts(subject_id=comment.subject_id, comments=step, **{f"comments_{comment.stance}": step})


def _checked_text(text: str) -> str:
    words = tidy(text)
    if not words:
        raise ValidationError({"text": _("Write your comment.")})
    if len(words) > Comment.MAX_LENGTH:
        raise ValidationError(
            {
                "text": _("A comment has at most %(most)s characters; this one has %(length)s.")
                % {"most": Comment.MAX_LENGTH, "length": len(words)}
            }
        )
    return words


def _checked_stance(stance: str, parent: Comment | None, subject: "Subject") -> str:
    if stance not in Stance.values:
        raise ValidationError({"stance": _("Choose in favour, neutral or against.")})
    if parent and stance != Stance.NEUTRAL:
        raise ValidationError({"stance": _("Only the first comment of a conversation takes a side.")})
    if stance != Stance.NEUTRAL and not kind_of(subject).stances:
        raise ValidationError({"stance": _("Here nobody is in favour or against.")})
    return stance
