"""A notice in words, in the language that is active."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from participation.notifications.registry import get_kind, rule_for
from participation.subjects.visibility import is_shown

if TYPE_CHECKING:
    from participation.models import Notice, Subject

OWN = frozenset({"author", "role", "account"})  # reasons that let a person see what is no longer public


@dataclass(frozen=True, slots=True)
class Wording:
    """Title, text and address (without language prefix; empty: nothing to open) of a notice."""

    title: str
    body: str
    path: str
    about: str
    about_lang: str
    kind: str
    why: str


def word(notice: "Notice", *, with_body: bool = False) -> Wording:
    """Return a notice in words. Without the body a row of ``inbox_of`` asks the database nothing more.

    What is no longer public, or lies in what is not, is not named to those who only followed or supported it.
    """
    event, rule = notice.event, rule_for(notice.event.name)
    kind = get_kind(notice.kind)
    label = str(kind.label) if kind else ""
    subject = event.subject
    # A decision on reported content is told to whoever reported it, without naming the content.
    hidden = subject is not None and notice.reason not in OWN and not _is_shown(notice, subject)
    if rule is None or (hidden and notice.reason != "flagger"):
        return Wording(
            _("This is no longer public"),
            _("Whoever wrote it withdrew it, or moderation hid it."),
            "",
            "",
            "",
            label,
            "",
        )
    return Wording(
        title=str(rule.title(event, notice.reason)),
        body=str(rule.body(event, notice.reason)) if with_body else "",
        path="" if hidden else rule.path(event, notice.reason),
        about="" if hidden or subject is None else subject.shown_title,
        about_lang="" if subject is None else subject.shown_lang,
        kind=label,
        why=reason_words(notice.reason),
    )


def _is_shown(notice: "Notice", subject: "Subject") -> bool:
    """Tell whether anybody may see the subject; the inbox found out for all its rows at once."""
    closed_above: bool | None = getattr(notice, "closed_above", None)
    return is_shown(subject) if closed_above is None else subject.is_public and not closed_above


def reason_words(reason: str) -> str:
    """Return why somebody is told, as the end of a mail and the inbox say it."""
    return {
        "author": _("You hear of this because you wrote it."),
        "commenter": _("You hear of this because you commented."),
        "participant": _("You hear of this because you took part."),
        "supporter": _("You hear of this because you supported it."),
        "upstream": _("You hear of this because it came of something in which you took part."),
        "follower": _("You hear of this because you follow it."),
        "flagger": _("You hear of this because you reported it."),
        "role": _("You hear of this because of your role."),
        "consent": _("You hear of this because you agreed to newsletters and announcements."),
    }.get(reason, "")
