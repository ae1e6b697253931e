"""A flow drawn as bands from the left to the right: kinds of contributions, their fates, and where they ended.

Drawn here as SVG and not in the reader's browser, so that it needs no script, prints, and weighs a few kilobytes. The
table beside it says the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from participation.influence.flow import FATES, Stream

WIDTH, THICK, GAP, TALL = 720, 14, 10, 300
LEAST = 2.0  # of a band or a block that would not be seen
COLUMNS = (0, (WIDTH - THICK) / 2, WIDTH - THICK)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a column with its words; ``anchor`` says on which side of ``text_x`` they stand."""

    x: float
    y: float
    height: float
    words: str
    number: int
    css: str
    text_x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Band:
    """One band between two blocks, as the path of its edge."""

    path: str
    css: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole flow; ``height`` is that of its view box."""

    blocks: list[Block]
    bands: list[Band]
    height: float
    width: int = WIDTH
    thick: int = THICK


def draw(streams: Iterable[Stream]) -> Drawing:
    """Return the drawing of some streams. What ended nowhere ends at its fate, in the middle."""
    rows = list(streams)
    total = sum(row.number for row in rows) or 1
    scale = TALL / total
    fates = [fate for fate in FATES if any(row.fate == fate for row in rows)]
    places: dict[tuple[int, str], float] = {}
    blocks: list[Block] = []
    height = 0.0
    columns: tuple[dict[str, tuple[str, int]], ...] = (
        _column((row.kind, row.kind_words, row.number) for row in rows),
        {fate: (str(FATES[fate]), sum(row.number for row in rows if row.fate == fate)) for fate in fates},
        _column((row.end, row.end_words, row.number) for row in rows if row.end),
    )
    for place, column in enumerate(columns):
        y = 0.0
        for key, (words, number) in column.items():
            tall = max(number * scale, LEAST)
            places[place, key] = y
            last = place == len(columns) - 1
            text_x = COLUMNS[place] - 6 if last else COLUMNS[place] + THICK + 6
            css = f"fate-{key}" if place == 1 else "end" if last else "kind"
            blocks.append(Block(COLUMNS[place], y, tall, words, number, css, text_x, "end" if last else "start"))
            y += max(tall, 16.0) + GAP
        height = max(height, y)
    return Drawing(blocks, _bands(rows, fates, places, scale), height)


def _column(rows: Iterable[tuple[str, str, int]]) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for key, words, number in rows:
        found[key] = (words, found.get(key, (words, 0))[1] + number)
    return found


def _bands(rows: list[Stream], fates: list[str], places: dict[tuple[int, str], float], scale: float) -> list[Band]:
    left, middle, right = dict(places), dict(places), dict(places)  # down to where each block is taken up
    bands = []
    for row in sorted(rows, key=lambda row: (row.kind, fates.index(row.fate))):
        tall = row.number * scale
        one, other = left[0, row.kind], middle[1, row.fate]
        bands.append(_band((COLUMNS[0] + THICK, one), (COLUMNS[1], other), tall, row.fate))
        left[0, row.kind], middle[1, row.fate] = one + tall, other + tall
    for row in sorted((row for row in rows if row.end), key=lambda row: (fates.index(row.fate), row.end)):
        tall = row.number * scale
        one, other = places[1, row.fate], right[2, row.end]
        bands.append(_band((COLUMNS[1] + THICK, one), (COLUMNS[2], other), tall, row.fate))
        places[1, row.fate], right[2, row.end] = one + tall, other + tall
    return bands


def _band(start: tuple[float, float], end: tuple[float, float], tall: float, fate: str) -> Band:
    (x, y), (other_x, other_y) = start, end
    tall, bend = max(tall, LEAST / 2), (x + other_x) / 2
    path = (
        f"M{x:.1f} {y:.1f}C{bend:.1f} {y:.1f} {bend:.1f} {other_y:.1f} {other_x:.1f} {other_y:.1f}"
        f"V{other_y + tall:.1f}C{bend:.1f} {other_y + tall:.1f} {bend:.1f} {y + tall:.1f} {x:.1f} {y + tall:.1f}Z"
    )
    return Band(path, f"fate-{fate}")


def sentence(streams: Iterable[Stream]) -> str:
    """Return the whole in one sentence, for who does not see the drawing."""
    rows = list(streams)
    total, ended = sum(row.number for row in rows), sum(row.number for row in rows if row.end)
    return _("%(n)s contributions; something came of %(m)s of them. The table below says the same.") % {
        "n": total,
        "m": ended,
    }
