"""What a digest says: all that its notices would have said one by one, in the order of their kinds."""

import colorsys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import ngettext

from participation.notifications.registry import all_kinds
from participation.notifications.unsubscribe import EVERYTHING, make_token, path_of
from participation.notifications.wording import Wording, word
from participation.web.addresses import absolute
from participation.web.installation import installation

if TYPE_CHECKING:
    from participation.models import Digest

# Mail programs cut what is longer than about 100 KB: beyond this the texts are left out, never the lines.
TEXTS = 40_000


@dataclass(slots=True)
class Line:
    """One line of a digest; the same news of the same thing is one line with its number."""

    words: Wording
    at: Any
    url: str
    body: str
    times: int = 1

    @property
    def title(self) -> str:
        """Return the title, with how many times it happened."""
        return f"{self.words.title} ({self.times})" if self.times > 1 else self.words.title


@dataclass(slots=True)
class Section:
    """The lines of one kind of notices."""

    label: str
    lines: list[Line] = field(default_factory=list)


def of_digest(digest: "Digest", language: str) -> dict[str, Any]:
    """Return what the mail of a digest says; its items were put there by whoever sends it."""
    found: dict[str, dict[tuple[str, str, str], Line]] = {}
    room = TEXTS
    for item in digest.items:
        words = word(item.notice, with_body=True)
        lines = found.setdefault(item.notice.kind, {})
        key = (words.title, words.about, words.body)
        if key in lines:
            lines[key].times += 1
            continue
        body = words.body if len(words.body) <= room else ""
        room -= len(body)
        lines[key] = Line(words, item.notice.at, _address(words, language), body)
    sections = [
        Section(str(kind.label), list(found[kind.name].values())) for kind in all_kinds() if found.get(kind.name)
    ]
    count = len(digest.items)
    return {
        "title": _title(sections, count),
        "sections": sections,
        "count": count,
        "weekly": digest.rhythm == "weekly",
        "stop_url": absolute(path_of(make_token(digest.person, EVERYTHING)), language),
    }


def _address(words: Wording, language: str) -> str:
    return absolute(words.path or "/cuenta/notificaciones/", language)


def _title(sections: list[Section], count: int) -> str:
    first = sections[0].lines[0].words.title
    rest = count - sections[0].lines[0].times
    if not rest:
        return sections[0].lines[0].title
    more = ngettext("%(first)s, and %(n)s more piece of news", "%(first)s, and %(n)s more pieces of news", rest)
    return more % {"first": first if len(first) <= 90 else f"{first[:90].rsplit(' ', 1)[0]}…", "n": rest}


def colours() -> dict[str, str]:
    """Return the installation's hue as mail programs know colours; the same lightness as on pages."""
    hue = int(installation().hue) / 360

    def named(lightness: float, saturation: float) -> str:
        red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
        return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"

    return {"brand": named(0.255, 0.83), "tint": named(0.92, 0.30)}
