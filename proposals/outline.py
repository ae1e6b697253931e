"""Where a proposal is, as a small drawing: the outline of its territory and its point, without any map service."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from proposals.models import Proposal

WIDTH, HEIGHT, MARGIN = 300.0, 170.0, 14.0
MOST_POINTS = 400


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG path for the outline and the centre of the mark; either may be missing."""

    path: str
    x: float | None
    y: float | None


def drawing(proposal: Proposal) -> Drawing | None:
    """Return the drawing of a proposal's place; None where there is nothing to draw."""
    outline = proposal.territory.outline if proposal.territory else None
    rings = list(_rings(outline)) if outline else []
    point = (
        (float(proposal.longitude), float(proposal.latitude))
        if proposal.latitude is not None and proposal.longitude is not None
        else None
    )
    if not rings and point is None:
        return None
    if not rings:
        return Drawing("", WIDTH / 2, HEIGHT / 2)
    place = _fit([*(p for ring in rings for p in ring), *([point] if point else [])])
    parts = ["M" + "L".join("{:.1f} {:.1f}".format(*place(p)) for p in ring) + "Z" for ring in rings]
    x, y = place(point) if point else (None, None)
    return Drawing("".join(parts), x, y)


def _rings(outline: dict[str, Any]) -> Iterator[list[tuple[float, float]]]:
    polygons = outline["coordinates"] if outline["type"] == "MultiPolygon" else [outline["coordinates"]]
    total = sum(len(ring) for polygon in polygons for ring in polygon)
    step = max(1, math.ceil(total / MOST_POINTS))
    for polygon in polygons:
        for ring in polygon:
            kept = [(float(point[0]), float(point[1])) for point in ring[::step]]
            if len(kept) > 2:
                yield kept


def _fit(points: list[tuple[float, float]]) -> Any:
    """Return a function from degrees to the drawing, with the same scale both ways at this latitude."""
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    narrow = math.cos(math.radians((south + north) / 2)) or 1e-6
    wide, high = max((east - west) * narrow, 1e-9), max(north - south, 1e-9)
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    left, top = (WIDTH - wide * scale) / 2, (HEIGHT - high * scale) / 2

    def place(point: tuple[float, float]) -> tuple[float, float]:
        return left + (point[0] - west) * narrow * scale, top + (north - point[1]) * scale

    return place
