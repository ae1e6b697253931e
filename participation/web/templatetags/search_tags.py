"""Marking what was searched for."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from participation.models import Territory
from participation.search.results import Card
from participation.search.text import PREFIX_LENGTH, WORD, head, heads, stem
from participation.web.fragments import piece
from participation.web.moulds import pour
from participation.web.templatetags.ui import ago

register = template.Library()


@register.filter
def marked(text: str, stems: Sequence[str]) -> SafeString:
    """Return plain text, escaped, with the words that match a stem within ``mark``."""
    if not stems:
        return mark_safe(escape(text))  # noqa: S308 (escaped)
    parts, end = [], 0
    prefixes = tuple(wanted for wanted in stems if len(wanted) >= PREFIX_LENGTH)
    beginnings = heads(stems)
    for word in WORD.finditer(text):
        if not head(word.group()).startswith(beginnings):
            continue
        root = stem(word.group().lower())
        if root in stems or root.startswith(prefixes):
            parts += [escape(text[end : word.start()]), "<mark>", escape(word.group()), "</mark>"]
            end = word.end()
    parts.append(escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308 (each part is escaped)


class ResultShape(NamedTuple):
    """What decides the shape of a result (web/moulds.py); its texts are values."""

    kind: str
    lang: str  # where it is not the page's
    placed: bool
    told: bool
    inside: bool
    discussed: bool


@register.simple_tag(takes_context=True)
def result_card(context: dict[str, Any], card: Card) -> SafeString:
    """Return something that was found, with the words marked that it was found by."""
    stems, subject = context["stems"], card.subject
    summary, lang, comments = card.summary, card.lang, subject.counts.comments
    shape = ResultShape(
        kind=str(card.kind.label),
        lang="" if lang == context["html_lang"][:2] else lang,
        placed=subject.territory is not None,
        told=bool(summary),
        inside=subject.parent is not None,
        discussed=bool(comments),
    )
    return pour(
        card.kind.card_template,
        shape,
        url=subject.get_absolute_url(),
        title=marked(card.title, stems),
        summary=marked(summary, stems),
        place=subject.territory.name if subject.territory else "",
        parent=subject.parent.title if subject.parent else "",
        comments=piece("participation/search/comments_words.html", comments) if comments else "",
        when=ago(subject.published_at),
    )


class PlaceFacts(NamedTuple):
    """What the options of the place filter follow from."""

    places: tuple[tuple[int, str], ...]
    chosen: int | None


@register.simple_tag
def place_options(places: tuple[tuple[int, str], ...], chosen: Territory | None) -> SafeString:
    """Return the options of the place filter."""
    return piece("participation/search/place_options.html", PlaceFacts(places, chosen.pk if chosen else None))
