"""An announcement as mails and lists show it: the same text as HTML and as plain text, with whole addresses."""

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from django.conf import settings

from participation.notifications.registry import Letter
from participation.web.addresses import absolute
from participation.web.richtext import clean, to_text

if TYPE_CHECKING:
    from participation.models import Announcement, Subject

OWN_ADDRESS = re.compile(r'href="(/(?!/)[^"]*)"')
BLOCKS = {"p", "h2", "h3", "h4", "blockquote", "ul", "ol", "pre", "table", "tr", "figure", "hr"}


class _Plain(HTMLParser):
    """Writes HTML as plain text: paragraphs apart, items with a dash or number, addresses after their words."""

    def __init__(self) -> None:
        super().__init__()
        self.out: list[str] = []
        self.lists: list[int | None] = []  # of each open list the number of its next item; None for dashes
        self.words: list[str] = []
        self.address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a paragraph, an item or a link."""
        if tag == "li":
            self.out.append(f"\n{self._mark()} ")
        elif tag in BLOCKS and not self.lists:
            self.out.append("\n\n")
        if tag in {"ul", "ol"}:
            self.lists.append(1 if tag == "ol" else None)
        elif tag == "br":
            self.out.append("\n")
        elif tag == "hr":
            self.out.append("----\n\n")
        elif tag == "a":
            self.address, self.words = dict(attrs).get("href") or "", []

    def _mark(self) -> str:
        number = self.lists[-1] if self.lists else None
        if number is None:
            return "-"
        self.lists[-1] = number + 1
        return f"{number}."

    def handle_endtag(self, tag: str) -> None:
        """End a paragraph, or write the address of a link."""
        if tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
        if tag == "a" and self.address:
            if "".join(self.words).strip() != self.address.removeprefix("mailto:"):
                self.out.append(f" ({self.address})")
            self.address = ""
        elif tag in BLOCKS and not self.lists:
            self.out.append("\n\n")

    def handle_data(self, data: str) -> None:
        """Write words."""
        words = re.sub(r"\s+", " ", data)
        self.words.append(words)
        self.out.append(words)


def plain(html: str) -> str:
    """Return rich text as plain text that reads well in a mail."""
    writer = _Plain()
    writer.feed(html)
    writer.close()
    lines = (line.strip() for line in "".join(writer.out).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def letter_of(announcement: "Announcement", language: str | None = None) -> Letter:
    """Return the mail of an announcement, in the reader's language where it was written in it."""
    html = OWN_ADDRESS.sub(
        lambda found: f'href="{absolute(found[1], language)}"', clean(announcement.in_language("body", language))
    )
    links = tuple((subject.shown_title, absolute(subject.path, language)) for subject in shown_links(announcement))
    return Letter(html, plain(html), announcement.language_of("body", language), links)


def shown_links(announcement: "Announcement") -> "list[Subject]":
    """Return what an announcement leads to, as far as the public may see it; asked for once for each row in hand."""
    kept: list[Subject] | None = announcement.__dict__.get("kept_links")
    if kept is not None:
        return kept
    found = announcement.__dict__["kept_links"] = list(
        announcement.links.public().order_by("title", "pk").defer("search")
    )
    return found


def lead_of(announcement: "Announcement", language: str | None = None) -> str:
    """Return what stands below the title in lists and digests: the sentence given, else how the text begins."""
    summary = announcement.in_language("summary", language)
    same = announcement.language_of("summary", language) == announcement.language_of("body", language)
    if summary and same:
        return summary
    text = to_text(announcement.in_language("body", language))
    return text if len(text) <= 280 else f"{text[:280].rsplit(' ', 1)[0]}…"


def titles_of(announcement: "Announcement") -> dict[str, str]:
    """Return the title by language, as the event keeps it: a list of notices must not ask for each announcement."""
    own = settings.LANGUAGE_CODE.split("-")[0]
    return {own: announcement.title, **announcement.in_other_languages("title")}
