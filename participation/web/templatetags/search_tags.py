"""The page of a search: what was found, with the words marked that it was found by.

What decides its shape is gathered into plain values and the page poured (web/moulds.py): a search that nobody made
before finds its page made but for the texts.
"""

from collections.abc import Sequence
from datetime import datetime
from html import escape  # of plain text: Django's own looks for lazy and safe ones first
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from participation.models import Territory
from participation.search.results import Card
from participation.search.text import PREFIX_LENGTH, head, heads, stem, words_that_begin
from participation.web.addresses import localized
from participation.web.fragments import piece
from participation.web.moulds import pour
from participation.web.templatetags.ui import since

register = template.Library()


@register.filter
def marked(text: str, stems: Sequence[str]) -> SafeString:
    """Return plain text, escaped, with the words that match a stem within ``mark``."""
    stems = tuple(stems)
    return _marked(text, stems, _long(stems), heads(stems))


def _long(stems: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(wanted for wanted in stems if len(wanted) >= PREFIX_LENGTH)


def _marked(text: str, stems: tuple[str, ...], prefixes: tuple[str, ...], begins: tuple[str, ...]) -> SafeString:
    parts, end = [], 0
    for word in words_that_begin(text, begins):
        if not head(word.group()).startswith(begins):
            continue
        root = stem(word.group().lower())
        if root in stems or root.startswith(prefixes):
            parts += [escape(text[end : word.start()]), "<mark>", escape(word.group()), "</mark>"]
            end = word.end()
    parts.append(escape(text[end:]))
    return SafeString("".join(parts))  # each part is escaped


class ResultShape(NamedTuple):
    """What decides the shape of a result (web/moulds.py); its texts are values."""

    kind: str
    lang: str  # where it is not the page's
    placed: bool
    told: bool
    inside: bool
    discussed: bool


class _Marking:
    """The marks of one search, worked out once for all its results."""

    def __init__(self, stems: Sequence[str]) -> None:
        self.stems = tuple(stems)
        self.prefixes, self.begins = _long(self.stems), heads(self.stems)

    def __call__(self, text: str) -> SafeString:
        return _marked(text, self.stems, self.prefixes, self.begins)


def _result(card: Card, mark: _Marking, language: str, at: datetime) -> SafeString:
    """Return something that was found, with the words marked that it was found by."""
    row, kind = card.subject, card.kind
    comments: int = row.counts__comments or 0
    shape = ResultShape(
        kind=kind.name,
        lang="" if card.lang == language else card.lang,
        placed=row.territory__name is not None,
        told=bool(card.summary),
        inside=row.parent__title is not None,
        discussed=bool(comments),
    )
    return pour(
        kind.card_template,
        shape,
        lambda values: {"facts": shape, "label": kind.label, **values},
        url=localized(row.path),
        title=mark(card.title),
        summary=mark(card.summary) if card.summary else "",
        place=row.territory__name or "",
        parent=row.parent__title or "",
        comments=piece("participation/search/comments_words.html", row.counts__comments)
        if row.counts__comments
        else "",
        when=since(row.published_at, at),
    )


class FacetShape(NamedTuple):
    """A kind beside the results."""

    name: str
    label: str
    number: int | None
    chosen: bool


class PageShape(NamedTuple):
    """What decides the shape of the page of a search."""

    worded: bool
    asked: bool
    kind: str
    placed: bool
    choices: bool
    partial: bool
    total: int
    facets: tuple[FacetShape, ...]
    everything: int
    places: int
    found: bool
    older: bool  # beside the last page of a stretch, what is older
    paged: tuple[bool, bool]


@register.simple_tag(takes_context=True)
def search_page(context: dict[str, Any]) -> SafeString:
    """Return the page: form, figures, kinds, places, results and their pages."""
    found, page, territory, q = context.get("found"), context["page"], context["territory"], context["q"]
    facets = tuple(FacetShape(f.name, str(f.label), f.count, f.chosen) for f in context["facets"])
    mark, language = _Marking(context["stems"]), context["html_lang"][:2]
    at = timezone.now()
    cards = [_result(card, mark, language, at) for card in context["cards"]]
    partial = found is not None and found.partial
    began = date_format(timezone.localtime(found.since), "j F Y") if found is not None and partial else ""
    shape = PageShape(
        worded=bool(q),
        asked=context["asked"],
        kind=context["kind"],
        placed=territory is not None,
        choices=bool(context["territories"]),
        partial=partial,
        total=context["total"],
        facets=facets,
        everything=context.get("everything", 0),
        places=len(context["places"]),
        found=bool(cards),
        older=bool(partial and page and not page.next_url),
        paged=(bool(page and page.previous_url), bool(page and page.next_url)),
    )
    until = context["request"].GET.get("hasta", "")
    given = {"q": q, "territorio": territory.pk if territory else "", "hasta": until}
    query = {name: value for name, value in given.items() if value}
    return pour(
        "participation/search/page.html",
        shape,
        lambda values: {"facts": shape, "page": _Neighbours(values, shape.paged), **values},
        q=q,
        choices=_options(context["territories"], territory) if context["territories"] else "",
        place=territory.name if territory else "",
        query=urlencode(query),
        since=began,
        older_url=found.older_url if found is not None else "",
        places=_places(context["places"]) if context["places"] else "",
        cards=SafeString("".join(cards)),
        previous_url=page.previous_url if page else "",
        next_url=page.next_url if page else "",
    )


class _Neighbours:
    """The addresses of the pages before and after, as components/pages.html asks for them."""

    def __init__(self, values: dict[str, str], there: tuple[bool, bool]) -> None:
        self.previous_url = values["previous_url"] if there[0] else ""
        self.next_url = values["next_url"] if there[1] else ""


def _places(places: Sequence[Territory]) -> SafeString:
    told = tuple((p.get_absolute_url(), p.name, p.level, p.parent.name if p.parent else "") for p in places)
    return piece("participation/search/places.html", told)


class PlaceFacts(NamedTuple):
    """What the options of the place filter follow from."""

    places: tuple[tuple[int, str], ...]
    chosen: int | None


def _options(places: tuple[tuple[int, str], ...], chosen: Territory | None) -> SafeString:
    """Return the options of the place filter."""
    return piece("participation/search/place_options.html", PlaceFacts(places, chosen.pk if chosen else None))


@register.simple_tag
def place_options(places: tuple[tuple[int, str], ...], chosen: Territory | None) -> SafeString:
    """Return the options of a place filter."""
    return _options(places, chosen)
