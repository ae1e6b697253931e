"""Comments as HTML, each poured from its template (web/moulds.py): a page shows dozens of them."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.safestring import SafeString

from participation.comments.section import Entry
from participation.web.moulds import join, pour
from participation.web.templatetags.ui import ago, paragraphs

TEMPLATE = "participation/comments/comment.html"


class Shape(NamedTuple):
    """What decides the shape of a comment's HTML; its texts are values."""

    shown: bool
    hidden: bool
    official: bool
    first: bool
    sign: str
    stance: str
    captured: str
    corrected: bool
    deep: bool
    answers_shown: bool
    foreign: bool
    may_reply: bool
    may_edit: bool
    may_withdraw: bool
    may_flag: bool
    explained: bool
    signed_in: bool
    more: int


def comment_rows(entries: Iterable[Entry], *, signed_in: bool, whole: bool = False) -> SafeString:
    """Return comments with their replies; ``whole`` where all replies stand on the page."""
    return join(comment_row(entry, signed_in=signed_in, whole=whole) for entry in entries)


def comment_row(entry: Entry, *, signed_in: bool, whole: bool = False) -> SafeString:
    """Return one comment with its replies."""
    comment = entry.comment
    deep = comment.depth == 2
    answered = comment.parent if deep and entry.shown else None
    answers_shown = answered is not None and answered.state == "visible"
    first = not comment.root_id
    shape = Shape(
        shown=entry.shown,
        hidden=entry.hidden,
        official=entry.official,
        first=first,
        sign=entry.sign,
        stance=str(comment.get_stance_display()),
        captured=str(entry.captured),
        corrected=comment.edited_at is not None,
        deep=deep,
        answers_shown=answers_shown,
        foreign=bool(entry.lang),
        may_reply=entry.may_reply,
        may_edit=entry.may_edit,
        may_withdraw=entry.may_withdraw,
        may_flag=entry.may_flag,
        explained=bool(entry.hidden_because),
        signed_in=signed_in,
        more=entry.more if first and not whole else 0,
    )
    return pour(
        TEMPLATE,
        shape,
        pk=comment.pk,
        base=entry.base,
        name=comment.author.public_name if entry.shown else "",
        ago=ago(comment.at) if entry.shown else "",
        corrected_ago=ago(comment.edited_at) if entry.shown else "",
        answered=answered.author.public_name if answered is not None and answers_shown else "",
        lang=entry.lang,
        text=paragraphs(comment.text) if entry.shown else "",
        because=entry.hidden_because,
        replies=comment_rows(entry.replies, signed_in=signed_in, whole=whole) if entry.replies else "",
    )
