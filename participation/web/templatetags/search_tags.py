"""Marking what was searched for."""

from collections.abc import Sequence

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from participation.search.text import PREFIX_LENGTH, WORD, stem

register = template.Library()


@register.filter
def marked(text: str, stems: Sequence[str]) -> SafeString:
    """Return plain text, escaped, with the words that match a stem within ``mark``."""
    if not stems:
        return mark_safe(escape(text))  # noqa: S308 (escaped)
    parts, end = [], 0
    for word in WORD.finditer(text):
        root = stem(word.group().lower())
        if root in stems or root.startswith(tuple(wanted for wanted in stems if len(wanted) >= PREFIX_LENGTH)):
            parts += [escape(text[end : word.start()]), "<mark>", escape(word.group()), "</mark>"]
            end = word.end()
    parts.append(escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308 (each part is escaped)
