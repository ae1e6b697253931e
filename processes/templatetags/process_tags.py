"""Officials' texts in the reader's language, with the language said where it is another."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.filter
def told(thing: Any, field: str) -> str:
    """Return a field in the reader's language, else as it was written."""
    return str(thing.in_language(field))


@register.simple_tag
def lang_attr(thing: Any, field: str) -> SafeString | str:
    """Return a ``lang`` attribute where the text is not in the language of the page."""
    language = thing.language_of(field)
    page = (get_language() or "").split("-")[0]
    return "" if language == page else format_html(' lang="{}"', language)
