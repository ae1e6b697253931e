"""A tree as nested data, as indented lines, and as a drawing."""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

WIDTH, GAP, LINE, PAD = 190, 18, 18, 12  # pixels of the drawing
BETWEEN = 44  # from one level to the next
LETTERS = 24  # in a line of a box


def nested(nodes: Iterable[Any]) -> list[dict[str, Any]]:
    """Return rows of nodes as nested data, in their order."""
    made: dict[int, dict[str, Any]] = {}
    rows = list(nodes)
    for row in rows:
        made[row.pk] = {
            "key": row.pk, "side": row.side, "text": row.text, "evidence": row.evidence,
            "evidence_url": row.evidence_url, "below": [],
        }  # fmt: skip
    roots: list[dict[str, Any]] = []
    for row in rows:
        (made[row.parent_id]["below"] if row.parent_id in made else roots).append(made[row.pk])
    return roots


def lines(nodes: list[dict[str, Any]], depth: int = 0) -> list[str]:
    """Return nested nodes as indented lines, for the history that people read."""
    found = []
    for node in nodes:
        evidence = f" ({node['evidence']})" if node["evidence"] else ""
        found.append(f"{'   ' * depth}- {node['text']}{evidence}")
        found += lines(node["below"], depth + 1)
    return found


@dataclass(slots=True)
class Box:
    """One box of the drawing: its corner, its size, its lines and what kind of node it is."""

    x: float
    y: float
    height: float
    kind: str
    lines: list[tuple[float, str]] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Return its width."""
        return WIDTH

    @property
    def middle(self) -> float:
        """Return the middle from left to right."""
        return self.x + WIDTH / 2


@dataclass(slots=True)
class Drawing:
    """Boxes and lines between them, within a size."""

    width: float
    height: float
    boxes: list[Box]
    edges: list[tuple[float, float, float, float]]


def _folded(text: str) -> list[str]:
    return textwrap.wrap(text, LETTERS, break_long_words=True) or [""]


def _levels(nodes: list[dict[str, Any]], depth: int, found: list[float]) -> list[float]:
    for node in nodes:
        while len(found) <= depth:
            found.append(0.0)
        found[depth] = max(found[depth], len(_folded(node["text"])) * LINE + 2 * PAD)
        _levels(node["below"], depth + 1, found)
    return found


def _leaves(nodes: list[dict[str, Any]]) -> int:
    return sum(_leaves(node["below"]) or 1 for node in nodes)


def draw(problem: str, causes: list[dict[str, Any]], effects: list[dict[str, Any]]) -> Drawing:
    """Return the drawing: effects above the problem, causes below it."""
    above, under = _levels(effects, 0, []), _levels(causes, 0, [])
    columns = max(_leaves(effects), _leaves(causes), 1)
    width = columns * (WIDTH + GAP) + GAP
    top = GAP + sum(height + BETWEEN for height in above)
    root = _box(width / 2, top, len(_folded(problem)) * LINE + 2 * PAD, "problem", problem)
    drawing = Drawing(width, 0, [root], [])
    _place(drawing, effects, root, _starts(top, above, up=True), GAP + _centred(width, effects), up=True)
    foot = top + root.height
    _place(drawing, causes, root, _starts(foot, under, up=False), GAP + _centred(width, causes), up=False)
    drawing.height = foot + sum(height + BETWEEN for height in under) + GAP
    return drawing


def _centred(width: float, nodes: list[dict[str, Any]]) -> float:
    return (width - GAP - (_leaves(nodes) or 1) * (WIDTH + GAP)) / 2


def _starts(edge: float, heights: list[float], *, up: bool) -> list[float]:
    """Return where each level begins, counted from the problem outward."""
    found, at = [], edge
    for height in heights:
        at = at - BETWEEN - height if up else at + BETWEEN
        found.append(at)
        at = at if up else at + height
    return found


def _box(middle: float, y: float, height: float, kind: str, text: str) -> Box:
    box = Box(middle - WIDTH / 2, y, height, kind)
    box.lines = [(y + PAD + LINE * (number + 0.75), words) for number, words in enumerate(_folded(text))]
    return box


def _place(
    drawing: Drawing, nodes: list[dict[str, Any]], parent: Box, levels: list[float], left: float, *, up: bool
) -> None:
    for node in nodes:
        span = (_leaves(node["below"]) or 1) * (WIDTH + GAP)
        height = len(_folded(node["text"])) * LINE + 2 * PAD
        box = _box(left + (span - GAP) / 2, levels[0], height, node["side"], node["text"])
        drawing.boxes.append(box)
        near, far = (parent.y, box.y + box.height) if up else (parent.y + parent.height, box.y)
        drawing.edges.append((parent.middle, near, box.middle, far))
        _place(drawing, node["below"], box, levels[1:], left, up=up)
        left += span
