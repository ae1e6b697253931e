"""A document to print (PDF) from headings and paragraphs, in the letters that every reader of PDF has by itself.

Written here because nothing else of the product makes one, and a document of words alone needs no library: letters of
Western Europe (what else stands in a text becomes a question mark), A4 in millimetres, page numbers, bookmarks of the
headings, the language and the title for screen readers.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Widths of Helvetica and Helvetica-Bold from the space to the tilde, in thousandths (Adobe's core font metrics).
REGULAR = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
)  # fmt: skip
BOLD = (
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611,
    556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389,
    280, 389, 584,
)  # fmt: skip
PLAIN = str.maketrans("áéíóúüñàèìòùâêîôûäëïöçÁÉÍÓÚÜÑÀÈÌÒÙÂÊÎÔÛÄËÏÖÇ", "aeiouunaeiouaeiouaeiocAEIOUUNAEIOUAEIOUAEIOC")
WIDE, HIGH, MARGIN = 595.0, 842.0, 68.0
# size, space above, whether bold, how far in
LOOKS = {
    "title": (20.0, 0.0, True, 0.0),
    "h1": (16.0, 18.0, True, 0.0),
    "h2": (13.5, 14.0, True, 0.0),
    "h3": (11.5, 12.0, True, 0.0),
    "text": (11.0, 7.0, False, 0.0),
    "item": (11.0, 4.0, False, 16.0),
    "small": (9.0, 2.0, False, 0.0),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph and its look, one of ``LOOKS``."""

    text: str
    look: str


def width(text: str, size: float, *, bold: bool) -> float:
    """Return how wide a text is."""
    table = BOLD if bold else REGULAR
    return sum(table[ord(c) - 32] if 32 <= ord(c) < 127 else 556 for c in text.translate(PLAIN)) * size / 1000


def wrapped(text: str, room: float, size: float, *, bold: bool) -> Iterator[str]:
    """Return the lines of a paragraph; a word that is wider than the page is cut."""
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if width(joined, size, bold=bold) <= room:
            line = joined
            continue
        if line:
            yield line
        line = word
        while width(line, size, bold=bold) > room:
            cut = max(1, int(len(line) * room / width(line, size, bold=bold)) - 1)
            yield line[:cut]
            line = line[cut:]
    if line:
        yield line


def _bytes(text: str) -> bytes:
    raw = text.encode("cp1252", "replace")
    return b"(" + raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b")"


def _named(text: str) -> bytes:
    """Return a text of the document's own facts, in any letters."""
    return b"<" + b"\xfe\xff".hex().encode() + text.encode("utf-16-be", "replace").hex().encode() + b">"


class _Pages:
    """Lines set on pages, and where the headings stand."""

    def __init__(self) -> None:
        self.pages: list[list[bytes]] = [[]]
        self.y = HIGH - MARGIN
        self.marks: list[tuple[str, int, float]] = []

    def add(self, line: Line) -> None:
        """Set a paragraph; a heading stands with the line after it."""
        size, above, bold, inset = LOOKS[line.look]
        step = size * 1.35
        room = WIDE - 2 * MARGIN - inset
        rows = list(wrapped(line.text, room, size, bold=bold))
        if self.pages[-1]:
            self.y -= above
        if self.y - step * (len(rows) + 2 if bold else 1) < MARGIN and self.pages[-1]:
            self._turn()
        if bold:
            self.marks.append((line.text, len(self.pages) - 1, self.y))
        for place, row in enumerate(rows):
            if self.y - step < MARGIN:
                self._turn()
            self.y -= step
            if line.look == "item" and place == 0:
                self._set("•", MARGIN + 4, size, bold=False)
            self._set(row, MARGIN + inset, size, bold=bold)

    def _set(self, text: str, x: float, size: float, *, bold: bool) -> None:
        font = b"/F2" if bold else b"/F1"
        self.pages[-1].append(b"BT %s %.1f Tf %.1f %.1f Td %s Tj ET" % (font, size, x, self.y, _bytes(text)))

    def _turn(self) -> None:
        self.pages.append([])
        self.y = HIGH - MARGIN


def write(lines: Sequence[Line], *, title: str, lang: str) -> bytes:
    """Return the file."""
    made = _Pages()
    for line in lines:
        made.add(line)
    count = len(made.pages)
    objects: dict[int, bytes] = {}
    first, marks = 7, 7 + 2 * count
    for place, commands in enumerate(made.pages):
        number = b"BT /F1 9 Tf %.1f 36 Td %s Tj ET" % (WIDE / 2 - 12, _bytes(f"{place + 1} / {count}"))
        data = zlib.compress(b"\n".join([*commands, number]))
        page, content = first + 2 * place, first + 2 * place + 1
        objects[page] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]"
            b"/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>/Contents %d 0 R>>" % content
        )
        objects[content] = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(data), data)
    kids = b" ".join(b"%d 0 R" % (first + 2 * place) for place in range(count))
    objects[1] = (
        b"<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R/PageMode/UseOutlines/Lang%s"
        b"/ViewerPreferences<</DisplayDocTitle true>>>>" % _bytes(lang)
    )
    objects[2] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)
    for place, name in ((3, b"Helvetica"), (4, b"Helvetica-Bold")):
        objects[place] = b"<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>" % name
    objects[5] = b"<</Title%s>>" % _named(title)
    last = marks + len(made.marks) - 1
    objects[6] = b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % (marks, last, len(made.marks))
    for place, (text, page, y) in enumerate(made.marks):
        near = (b"/Prev %d 0 R" % (marks + place - 1) if place else b"") + (
            b"/Next %d 0 R" % (marks + place + 1) if marks + place < last else b""
        )
        target = b"[%d 0 R/XYZ 0 %.1f null]" % (first + 2 * page, y)
        objects[marks + place] = b"<</Title%s/Parent 6 0 R/Dest%s%s>>" % (_named(text), target, near)
    return _packed(objects)


def _packed(objects: dict[int, bytes]) -> bytes:
    """Return the objects with the table of where each begins."""
    found = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number in sorted(objects):
        places.append(len(found))
        found += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    start = len(found)
    found += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        found += b"%010d 00000 n \n" % place
    found += b"trailer<</Size %d/Root 1 0 R/Info 5 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(found)
