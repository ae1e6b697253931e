"""The text of a statement, tidied and checked."""

from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

from participation.web.richtext import tidy

SHORTEST, LONGEST = 10, 200
MOST_STATEMENTS = 500  # in one activity: beyond them nobody answers enough of them, and computing gets slow


def statement_text(text: str) -> str:
    """Return the text in one line. Raises ValidationError where it is too short or too long."""
    value = " ".join(tidy(text).split())
    if len(value) < SHORTEST:
        words = ngettext("Write at least %(n)s character.", "Write at least %(n)s characters.", SHORTEST)
        raise ValidationError({"text": words % {"n": SHORTEST}})
    if len(value) > LONGEST:
        words = ngettext("Write %(n)s character at most.", "Write %(n)s characters at most.", LONGEST)
        raise ValidationError({"text": words % {"n": LONGEST}})
    return value
