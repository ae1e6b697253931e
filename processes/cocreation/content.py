"""The words of a contribution and of a cluster, tidied and checked."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.web.richtext import tidy

SHORTEST, LONGEST = 10, 2000
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_REASON = 120, 600, 300


def _check_length(field: str, value: str, most: int, least: int = 0) -> str:
    if len(value) < least:
        words = ngettext("Write at least %(n)s character.", "Write at least %(n)s characters.", least)
        raise ValidationError({field: words % {"n": least}})
    if len(value) > most:
        words = ngettext("Write %(n)s character at most.", "Write %(n)s characters at most.", most)
        raise ValidationError({field: words % {"n": most}})
    return value


def contribution_text(text: str) -> str:
    """Return the text of a contribution. Raises ValidationError where it is too short or too long."""
    return _check_length("text", tidy(text), LONGEST, SHORTEST)


def one_line(field: str, text: str, most: int, missing: str = "") -> str:
    """Return a text in one line. Raises ValidationError where it is too long, or empty although it is needed."""
    value = " ".join(tidy(text).split())
    if missing and not value:
        raise ValidationError({field: missing})
    return _check_length(field, value, most)


def cluster_words(title: str, summary: str) -> tuple[str, str]:
    """Return the name of a cluster and what belongs in it. Raises ValidationError, field by field."""
    name = one_line("title", title, LONGEST_TITLE, _("Give the cluster a name."))
    return name, one_line("summary", summary, LONGEST_SUMMARY)


def title_of(text: str) -> str:
    """Return what lists and notices call a contribution: its first words."""
    line = " ".join(text.split())
    return line if len(line) <= 140 else f"{line[:139].rsplit(' ', 1)[0]}…"
