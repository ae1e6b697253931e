"""A text as a list of pieces: read from Markdown, written to Markdown, numbered."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from participation.web.richtext import tidy

MOST_PIECES = 2_000
LONGEST, LONGEST_HEADING = 6_000, 300
MOST_CHARACTERS = 400_000
DEEPEST = 4  # levels of headings
ARTICLE, PARAGRAPH, ITEM = DEEPEST + 1, DEEPEST + 2, DEEPEST + 3
LEVELS = {"article": ARTICLE, "paragraph": PARAGRAPH, "item": ITEM}

IS_ARTICLE = re.compile(r"(?:art[ií]culo|art\.|article)\s+\w+", re.IGNORECASE)
HEADING = re.compile(r"(#{1,6})\s+(.*)")
BULLET = re.compile(r"[-*+]\s+(.*)|•\s*(.*)")
RULE = re.compile(r"([-*_])(?:\s*\1){2,}$")
UNDERLINE = re.compile(r"(=+|-{2,})$")
TABLE = re.compile(r"\|.*\|")
# Each looks a bounded way ahead, so that hostile text costs no more than long text.
IMAGE = re.compile(r"!\[[^\]\[]{0,300}\]\([^()]{0,2000}\)")
LINK = re.compile(r"\[([^\]\[]{1,500})\]\(\s?<?([^()\s<>]{1,2000})>?[^()]{0,300}\)")
STRONG = re.compile(r"(\*\*|__)(?=\S)(.{1,1000}?)(?<=\S)\1")
EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=\S)([^*]{1,1000}?)(?<=\S)\*(?![\w*])|(?<!\w)_(?=\S)([^_]{1,1000}?)(?<=\S)_(?!\w)"
)
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|>=-])")
KEPT = 0xE000  # marks that are meant as they stand wait in the private range while the others are read
# What would be read as something else at the beginning of a paragraph.
SPECIAL = re.compile(r"(?=#{1,6}\s|[-*+]\s|\||>|```|[-*_]{3,}$|=+$)")


@dataclass(frozen=True, slots=True)
class Piece:
    """One heading, article, paragraph or item. ``key`` is the passage's; 0: it has none yet."""

    kind: str
    level: int
    words: str
    key: int = 0
    number: int = 0


def first_words(text: str) -> str:
    """Return how a passage begins, to name it."""
    return Truncator(Truncator(text).words(7)).chars(90)


class Faults:
    """What is wrong with a text that was brought in, each with the paragraph where it is."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, place: int, words: str, message: object) -> None:
        """Note what is wrong with a paragraph (the first is 1)."""
        told = {"n": place, "words": first_words(words), "what": message}
        line = _("Paragraph %(n)s (“%(words)s”): %(what)s") if words else _("Paragraph %(n)s: %(what)s")
        self.found.append(line % told)

    def refuse(self) -> None:
        """Raise ValidationError if anything is wrong; the first twenty are told."""
        if not self.found:
            return
        told = self.found[:20]
        if len(self.found) > len(told):
            told.append(_("…and %(n)s more.") % {"n": len(self.found) - len(told)})
        raise ValidationError({"text": told})


def piece(words: str, *, heading: int = 0, item: bool = False) -> Piece:
    """Return a piece of a text; a paragraph that begins with “Artículo 3” is an article."""
    words = one_line(words)
    if heading:
        return Piece("heading", min(heading, DEEPEST), words)
    kind = "item" if item else "article" if IS_ARTICLE.match(words) else "paragraph"
    return Piece(kind, LEVELS[kind], words)


def one_line(words: str) -> str:
    """Return words without control characters, on one line."""
    return " ".join(tidy(words).split())


def read_markdown(source: str) -> list[Piece]:
    """Return the pieces of a text. Raises ValidationError that names each paragraph that cannot be taken."""
    if len(source) > MOST_CHARACTERS:
        raise ValidationError({"text": [_("The text is longer than %(n)s characters.") % {"n": MOST_CHARACTERS}]})
    faults, found = Faults(), []
    for place, block in enumerate(_blocks(tidy(source)), start=1):
        found += _read_block(block, place, faults)
    faults.refuse()
    return checked(found)


def _blocks(source: str) -> list[list[str]]:
    """Return the lines of each paragraph; a heading and an item of a list stand alone also without an empty line."""
    blocks: list[list[str]] = [[]]
    for line in (raw.strip() for raw in source.split("\n")):
        if not line or (RULE.match(line) and not (blocks[-1] and UNDERLINE.match(line))):
            blocks.append([])
        elif HEADING.match(line):
            blocks += [[line], []]
        elif BULLET.match(line):
            blocks.append([line])
        else:
            blocks[-1].append(line)
    return [block for block in blocks if block]


def _read_block(block: list[str], place: int, faults: Faults) -> list[Piece]:
    first, whole = block[0], " ".join(block)
    if len(whole) > 2 * LONGEST:
        told = {"n": len(whole), "most": LONGEST}
        faults.add(place, whole[:200], _("it has %(n)s characters; %(most)s is the most. Divide it.") % told)
    elif first.startswith("```"):
        faults.add(place, first.strip("` "), _("it is a block of code. Write it as a paragraph."))
    elif TABLE.match(first) and len(block) > 1:
        faults.add(place, first.strip("| "), _("it is a table. Write each of its rows as a sentence."))
    elif IMAGE.search(whole):
        faults.add(place, IMAGE.sub("", whole), _("it has a picture, and a text is made of words. Take it out."))
    elif found := HEADING.match(first):
        return [piece(_plain(found[2].rstrip("# ")), heading=len(found[1]))]
    elif len(block) > 1 and UNDERLINE.match(block[-1]):
        return [piece(_plain(" ".join(block[:-1])), heading=1 if block[-1][0] == "=" else 2)]
    elif found := BULLET.match(first):
        return [piece(_plain(" ".join([found[1] or found[2] or "", *block[1:]])), item=True)]
    else:
        return [piece(_plain(" ".join(line.removeprefix(">").strip() for line in block)))]
    return []


def _plain(words: str) -> str:
    """Return words without the marks of emphasis; of a link its words and its address stay."""
    words = ESCAPED.sub(lambda m: chr(KEPT + ord(m[1])), words)
    words = LINK.sub(lambda m: m[1] if m[1] == m[2] else f"{m[1]} ({m[2]})", words)
    words = EMPHASIS.sub(lambda m: m[1] or m[2], STRONG.sub(r"\2", words))
    return re.sub("[\ue000-\ue0ff]", lambda m: chr(ord(m[0]) - KEPT), words)


def checked(found: Sequence[Piece]) -> list[Piece]:
    """Return the pieces. Raises ValidationError where there are none, too many, or where one is too long."""
    found = [each for each in found if each.words]
    if not any(each.kind != "heading" for each in found):
        raise ValidationError({"text": [_("There is no paragraph in it, only headings or nothing at all.")]})
    if len(found) > MOST_PIECES:
        told = {"n": len(found), "most": MOST_PIECES}
        raise ValidationError({"text": [_("It has %(n)s paragraphs; a text has %(most)s at most.") % told]})
    faults = Faults()
    for place, each in enumerate(found, start=1):
        most = LONGEST_HEADING if each.kind == "heading" else LONGEST
        if len(each.words) > most:
            told = {"n": len(each.words), "most": most}
            faults.add(place, each.words, _("it has %(n)s characters; %(most)s is the most. Divide it.") % told)
    faults.refuse()
    return found


def write_markdown(found: Iterable[Piece]) -> str:
    """Return a text as Markdown, which read again gives the same pieces."""
    lines: list[str] = []
    for each in found:
        words = re.sub(r"([\\*_\[\]`!])", r"\\\1", each.words)
        if each.kind == "heading":
            lines.append(f"{'#' * each.level} {words}")
        elif each.kind == "item":
            lines.append(f"- {words}")
        else:
            lines.append(SPECIAL.sub(r"\\", words, count=1) if SPECIAL.match(words) else words)
    return "\n\n".join(lines) + "\n"


def numbered(found: Iterable[Piece]) -> list[Piece]:
    """Return the pieces with their numbers: paragraphs are counted through the whole text, headings have none."""
    number, told = 0, []
    for each in found:
        number += each.kind != "heading"
        told.append(replace(each, number=number if each.kind != "heading" else 0))
    return told


def parents(found: Sequence[Piece]) -> list[int | None]:
    """Return, for each piece, the place of the one under which it stands: the last of a lower level."""
    told: list[int | None] = []
    above: list[int] = []
    for place, each in enumerate(found):
        while above and found[above[-1]].level >= each.level:
            above.pop()
        told.append(above[-1] if above else None)
        above.append(place)
    return told
