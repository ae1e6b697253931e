"""Reading a document of a word processor (DOCX): its headings, paragraphs and items of lists, in their order.

It is a ZIP of XML from a stranger: its parts are bounded, document types are refused, nothing in it is run or fetched.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from processes.texts.pieces import Faults, Piece, checked, piece

MOST_UNPACKED, MOST_ELEMENTS, AT_ONCE = 16 << 20, 400_000, 1 << 16
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BROKEN = (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, KeyError, EOFError, RuntimeError, OSError, ValueError)
HEADINGS = ("heading", "título", "titulo", "encabezado", "ttulo", "berschrift", "titre")
TITLES = {"title", "título", "titulo", "puesto"}
CHANGES = {f"{WORD}{name}" for name in ("ins", "del", "moveFrom", "moveTo")}
PICTURES = {f"{WORD}drawing", f"{WORD}pict", f"{WORD}object"}


def read_docx(data: bytes) -> list[Piece]:
    """Return the pieces of a document. Raises ValidationError that names each paragraph that cannot be taken."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            root = _parse(book, "word/document.xml")
            styles = _levels(_parse(book, "word/styles.xml")) if "word/styles.xml" in book.namelist() else {}
    except BROKEN as error:
        raise ValidationError(
            {"file": [_("The document cannot be read. Open it, save it again as DOCX, and bring that.")]}
        ) from error
    body = root.find(f"{WORD}body")
    found: list[Piece] = []
    faults = Faults()
    for place, element in enumerate(_content(body) if body is not None else (), start=1):
        words = _words(element)
        if element.tag == f"{WORD}tbl":
            faults.add(place, words, _("it is a table. Write each of its rows as a sentence."))
        elif any(each.tag in CHANGES for each in element.iter()):
            faults.add(place, words, _("it has changes that nobody accepted yet. Accept or reject them, and save it."))
        elif any(each.tag in PICTURES for each in element.iter()):
            faults.add(place, words, _("it has a picture, and a text is made of words. Take it out."))
        elif words.strip():
            level, item = _look(element, styles)
            found.append(piece(words, heading=level, item=item))
    faults.refuse()
    return checked(found)


def _parse(book: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """Return a part of the document. Raises ValueError for one that is too large or declares entities."""
    with book.open(name) as part:
        data = part.read(MOST_UNPACKED + 1)
    if len(data) > MOST_UNPACKED or b"<!DOCTYPE" in data or b"\0" in data:
        raise ValueError(name)
    parser: Any = ElementTree.XMLPullParser(["start"])
    root: ElementTree.Element | None = None
    count = 0
    for place in range(0, len(data), AT_ONCE):
        parser.feed(data[place : place + AT_ONCE])
        for _event, element in parser.read_events():
            root, count = (element if root is None else root), count + 1
        if count > MOST_ELEMENTS:
            raise ValueError(name)
    parser.close()
    if root is None:
        raise ValueError(name)
    return root


def _content(body: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Return paragraphs and tables in their order, also those within a control; tables of contents are left out."""
    waiting = list(reversed(body))
    while waiting:
        element = waiting.pop()
        if element.tag == f"{WORD}sdt":
            galleries = {each.get(f"{WORD}val", "") for each in element.iter(f"{WORD}docPartGallery")}
            inside = element.find(f"{WORD}sdtContent")
            if inside is not None and "Table of Contents" not in galleries:
                waiting += reversed(inside)
        elif element.tag in {f"{WORD}p", f"{WORD}tbl"}:
            yield element


def _words(element: ElementTree.Element) -> str:
    told = []
    for each in element.iter():
        if each.tag == f"{WORD}t":
            told.append(each.text or "")
        elif each.tag in {f"{WORD}tab", f"{WORD}br", f"{WORD}cr", f"{WORD}p"}:
            told.append(" ")
        elif each.tag == f"{WORD}noBreakHyphen":
            told.append("-")
    return "".join(told).strip()


def _value(element: ElementTree.Element | None, path: str) -> str:
    found = element.find(path) if element is not None else None
    return (found.get(f"{WORD}val") or "") if found is not None else ""


def _outline(properties: ElementTree.Element | None) -> int:
    told = _value(properties, f"{WORD}outlineLvl")
    return int(told) + 1 if told.isascii() and told.isdigit() and int(told) < 9 else 0


def _levels(root: ElementTree.Element) -> dict[str, int]:
    """Return which level of heading each style has; 0: none."""
    found: dict[str, int] = {}
    for style in root.iter(f"{WORD}style"):
        ident, name = style.get(f"{WORD}styleId") or "", _value(style, f"{WORD}name").lower()
        found[ident] = _outline(style.find(f"{WORD}pPr")) or _named_level(name) or _named_level(ident.lower())
    return found


def _named_level(name: str) -> int:
    if name in TITLES:
        return 1
    level = name[-1:]
    return int(level) if name.startswith(HEADINGS) and level.isascii() and level.isdigit() else 0


def _look(paragraph: ElementTree.Element, styles: dict[str, int]) -> tuple[int, bool]:
    """Return the level of a heading (0: none), and whether it is an item of a list."""
    properties = paragraph.find(f"{WORD}pPr")
    style = _value(properties, f"{WORD}pStyle")
    level = _outline(properties) or styles.get(style) or _named_level(style.lower())
    listed = properties is not None and properties.find(f"{WORD}numPr") is not None
    return level, listed and not level
