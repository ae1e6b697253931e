"""Cells of Decidim's open data, whatever version of Decidim wrote them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from html import escape, unescape
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from participation.imports.sheet import Row, unguard

LOCALES = (
    "ar",
    "bg",
    "ca",
    "cs",
    "da",
    "de",
    "el",
    "en",
    "eo",
    "es",
    "es-MX",
    "es-PY",
    "et",
    "eu",
    "fi",
    "fi-plain",
    "fr",
    "fr-CA",
    "ga",
    "gl",
    "hr",
    "hu",
    "id",
    "is",
    "it",
    "ja",
    "ko",
    "lb",
    "lt",
    "lv",
    "mt",
    "nl",
    "no",
    "pl",
    "pt",
    "pt-BR",
    "ro",
    "ru",
    "sk",
    "sl",
    "sr",
    "sv",
    "tr",
    "uk",
    "vi",
    "zh-CN",
    "zh-TW",
)
# What the same column was called in other versions of Decidim; the newest name first.
ALIASES = {
    "votes": ("votes", "supports"),
    "follows_count": ("follows_count", "followers"),
    "component/id": ("component/id", "feature/id"),
    "likes": ("likes/total_count", "endorsements/total_count", "endorsements"),
}
SPACES = "processes|assemblies|conferences|consultations|initiatives"
ADDRESS = re.compile(
    rf"^https?://(?P<host>[^/]+)/(?:[a-z]{{2}}(?:-[A-Za-z]+)?/)?(?P<space>{SPACES})/(?P<slug>[^/?#]+)"
    r"(?:/f/(?P<component>\d+))?(?:/budgets/(?P<budget>\d+))?(?:/(?P<entity>proposals|projects)/(?P<id>\d+))?/?(?:[?#].*)?$"
)
MOMENT = re.compile(r"^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(UTC|Z|[+-]\d{2}:?\d{2})?$")
RUBY_PAIR = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(?:=>|:)\s*"((?:[^"\\]|\\.)*)"')
IFRAME = re.compile(r"<iframe\b[^>]*>(?:\s*</iframe>)?", re.IGNORECASE)
SOURCE = re.compile(r"\bsrc\s*=\s*[\"']([^\"']*)[\"']", re.IGNORECASE)
TOKEN = re.compile(r"gid://[\w-]+/[\w:]+/[\w-]+(?:/[\w-]+)*")
TAG = re.compile(r"<(?:p|br|ul|ol|li|strong|em|a|h\d|div|span|iframe)\b[^>]*>", re.IGNORECASE)
CATALAN = re.compile(
    r"\b(?:amb|als?|dels?|els|les|una|més|per a|aquest[as]?|carrers?|barri|i|és|seva|fer|d['’]|l['’])(?=\W)", re.I
)
SPANISH = re.compile(r"\b(?:con|los|las|del|una|más|para|este|esta|calles?|barrio|y|es|su|hacer|el|por)(?=\W)", re.I)


@dataclass(frozen=True, slots=True)
class Place:
    """What an address says: kind of space, slug, component."""

    host: str
    space: str
    slug: str
    component: str
    entity: str
    external_id: str


def cell(row: Row, name: str) -> str:
    """Return a cell by its newest name, without the guard against formulas."""
    for alias in ALIASES.get(name, (name,)):
        value = unguard(row[alias])
        if value:
            return value
    return ""


def localized(row: Row, name: str) -> dict[str, str]:
    """Return a text by locale: one column per locale, or one column without (key ``""``); machines come last."""
    found: dict[str, str] = {}
    for column, value in row.cells.items():
        prefix, _slash, locale = column.rpartition("/")
        if prefix == name and locale in LOCALES and value:
            found[locale] = unguard(value)
    for column, value in row.cells.items():
        prefix, _slash, locale = column.rpartition("/")
        if prefix == f"{name}/machine_translations" and locale in LOCALES and value:
            found.setdefault(locale, unguard(value))
    if not found and row[name]:
        found[""] = unguard(row[name])
    return found


def choose(texts: dict[str, str], wanted: Iterable[str], otherwise: str) -> tuple[str, str]:
    """Return the text in the first wanted locale that has one, and its language; Catalan among Spanish is found."""
    for locale in [*wanted, *texts]:
        if texts.get(locale):
            language = (locale or otherwise).split("-")[0]
            return texts[locale], "ca" if language == "es" and looks_catalan(texts[locale]) else language
    return "", otherwise


def looks_catalan(text: str) -> bool:
    """Tell whether a text is rather Catalan than Spanish, by its small words."""
    plain = re.sub(r"<[^>]+>", " ", text)
    return len(CATALAN.findall(plain)) > 1.5 * len(SPANISH.findall(plain)) + 1


def names(value: str, wanted: Iterable[str]) -> list[str]:
    """Return names from a cell that holds Ruby hashes (``{"es"=>"X", "ca"=>"Y"}, {…}``) or plain text."""
    if "{" not in value:
        return [value] if value else []
    found = []
    for group in re.findall(r"\{[^{}]*\}", value):
        texts = {key: text.replace('\\"', '"') for key, text in RUBY_PAIR.findall(group)}
        text, _language = choose(texts, wanted, "")
        if text:
            found.append(text)
    return found


def moment(value: str) -> datetime | None:
    """Return a time; without a zone it is UTC. Raises ValidationError."""
    if not value:
        return None
    match = MOMENT.match(value)
    try:
        if match is None:
            raise ValueError(value)  # noqa: TRY301 (one complaint for both)
        day, hour, zone = match.groups()
        offset = "+00:00" if zone in {None, "UTC", "Z"} else zone
        return datetime.fromisoformat(f"{day}T{hour}{offset}").astimezone(UTC)
    except ValueError as error:
        raise ValidationError(
            _("“%(value)s” is not a time like 2021-04-20 10:00:38 UTC.") % {"value": value[:60]}
        ) from error


def count(value: str) -> int | None:
    """Return a number of things; blank means unknown, never zero. Raises ValidationError."""
    if not value:
        return None
    if not value.isascii() or not value.isdigit() or len(value) > 15:
        raise ValidationError(_("“%(value)s” is not a whole number.") % {"value": value[:60]})
    return int(value)


def amount(value: str) -> str | None:
    """Return an amount as it was written, in the source's currency. Raises ValidationError."""
    if not value:
        return None
    try:
        number = Decimal(value)
        if not number.is_finite() or number < 0 or number > 10**15:
            raise InvalidOperation  # noqa: TRY301 (one complaint for both)
    except InvalidOperation as error:
        raise ValidationError(_("“%(value)s” is not an amount.") % {"value": value[:60]}) from error
    return f"{number:f}"


def degrees(value: str) -> str | None:
    """Return a coordinate as it was written; blank means none. Raises ValidationError."""
    if not value:
        return None
    try:
        number = Decimal(value)
        if not number.is_finite() or abs(number) > 180:
            raise InvalidOperation  # noqa: TRY301 (one complaint for both)
    except InvalidOperation as error:
        raise ValidationError(_("“%(value)s” is not a coordinate.") % {"value": value[:60]}) from error
    return value


def place(url: str) -> Place:
    """Return what an address of Decidim says. Raises ValidationError."""
    match = ADDRESS.match(url)
    if match is None:
        raise ValidationError(
            _("“%(value)s” is not the address of a Decidim proposal or project.") % {"value": url[:100]}
        )
    parts = match.groupdict()
    return Place(
        host=parts["host"],
        space=parts["space"],
        slug=parts["slug"],
        component=parts["component"] or "",
        entity=parts["entity"] or "",
        external_id=parts["id"] or "",
    )


def rich(text: str) -> tuple[str, bool]:
    """Return a text and whether it is HTML. Embedded videos become links, internal references their plain name."""
    text = TOKEN.sub("", text)
    if not TAG.search(text):
        return unescape(text) if "&" in text else text, False
    return IFRAME.sub(_link, text), True


def _link(match: re.Match[str]) -> str:
    found = SOURCE.search(match.group())
    address = unescape(found.group(1)) if found else ""
    if address.startswith("//"):
        address = f"https:{address}"
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return ""
    video = re.match(r"^/embed/([\w-]+)", parts.path)
    if parts.netloc.removeprefix("www.") in {"youtube.com", "youtube-nocookie.com"} and video:
        address = f"https://www.youtube.com/watch?v={video.group(1)}"
    return f'<p><a href="{escape(address)}">Video: {escape(urlsplit(address).netloc)}</a></p>'


def count_safe(value: str) -> bool:
    """Tell whether a cell is a plain number that an id can be."""
    return value.isascii() and value.isdigit() and len(value) <= 18


def to_plain(text: str) -> str:
    """Return a text without HTML, for facts."""
    from participation.web.richtext import to_text

    return to_text(text)
