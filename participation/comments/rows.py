"""Comments as HTML, each poured from its template (web/moulds.py): a page shows dozens of them."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from participation.comments.models import Stance
from participation.comments.section import Entry
from participation.web.moulds import join, pour
from participation.web.templatetags.ui import paragraphs, since

TEMPLATE = "participation/comments/comment.html"


class Shape(NamedTuple):
    """What decides the shape of a comment's HTML; its texts are values."""

    shown: bool
    hidden: bool
    official: bool
    organisation: bool
    linked: bool
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


class Reading(NamedTuple):
    """What is the same for all comments of a page."""

    at: datetime
    signed_in: bool
    whole: bool  # all replies stand on the page
    stances: dict[str, str]
    organisations: str  # the address of their list


def _reading(*, signed_in: bool, whole: bool) -> Reading:
    stances = {value: str(label) for value, label in Stance.choices}
    return Reading(timezone.now(), signed_in, whole, stances, reverse("organisations:list"))


def comment_rows(entries: Iterable[Entry], *, signed_in: bool, whole: bool = False) -> SafeString:
    """Return comments with their replies; ``whole`` where all replies stand on the page."""
    reading = _reading(signed_in=signed_in, whole=whole)
    return join(_row(entry, reading) for entry in entries)


def comment_row(entry: Entry, *, signed_in: bool, whole: bool = False) -> SafeString:
    """Return one comment with its replies."""
    return _row(entry, _reading(signed_in=signed_in, whole=whole))


def _row(entry: Entry, reading: Reading) -> SafeString:
    comment, shown = entry.comment, entry.shown
    deep = comment.depth == 2
    answered = comment.parent if deep and shown else None
    answers_shown = answered is not None and answered.state == "visible"
    first = not comment.root_id
    shape = Shape(
        shown=shown,
        hidden=entry.hidden,
        official=entry.official,
        organisation=comment.organisation is not None,
        linked=comment.organisation is not None and comment.organisation.hidden_at is None,
        first=first and entry.sides,
        sign=entry.sign,
        stance=reading.stances[comment.stance],
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
        signed_in=reading.signed_in,
        more=entry.more if first and not reading.whole else 0,
    )
    return pour(
        TEMPLATE,
        shape,
        pk=comment.pk,
        base=entry.base,
        org=comment.organisation_id or "",
        organisations=reading.organisations,
        name=comment.signed_name if shown else "",
        ago=since(comment.at, reading.at) if shown else "",
        corrected_ago=since(comment.edited_at, reading.at) if shown and comment.edited_at else "",
        answered=answered.signed_name if answered is not None and answers_shown else "",
        lang=entry.lang,
        text=paragraphs(comment.text) if shown else "",
        because=entry.hidden_because,
        replies=join(_row(reply, reading) for reply in entry.replies) if entry.replies else "",
    )
