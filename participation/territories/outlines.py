"""Outlines: GeoJSON that is checked before it is kept."""

import json
import math
from collections.abc import Iterator
from typing import Any

import shapely
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from shapely.errors import GEOSException, ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

MAX_POINTS = 100_000
DECIMALS = 6  # about ten centimetres


def normalized(outline: Any) -> tuple[dict[str, Any] | None, tuple[float, float, float, float] | None]:
    """Return an outline as it is kept, and its bounding box. Raises ValidationError with the reason.

    Accepts a GeoJSON geometry, a Feature, or either as text. An outline that crosses itself is refused with the place,
    never repaired: a repair could move a border.
    """
    if outline in (None, "", {}):
        return None, None
    geometry = _geometry(outline)
    points = list(_points(geometry["coordinates"]))
    if len(points) > MAX_POINTS:
        raise ValidationError(
            _("The outline has %(found)s points; at most %(limit)s are kept. Simplify it first.")
            % {"found": len(points), "limit": MAX_POINTS}
        )
    for longitude, latitude in points:
        if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
            raise ValidationError(
                _("The point %(longitude)s, %(latitude)s is not on Earth: longitude comes first, then latitude.")
                % {"longitude": longitude, "latitude": latitude}
            )
    drawn = _shape(geometry)
    if drawn.is_empty:
        raise ValidationError(_("The outline is empty."))
    if not drawn.is_valid:
        raise ValidationError(_reason(explain_validity(drawn)))
    kept = json.loads(shapely.to_geojson(shapely.set_precision(drawn, 10**-DECIMALS, mode="pointwise")))
    west, south, east, north = drawn.bounds
    return kept, (west, south, east, north)


def _reason(found: str) -> str:
    """Return why an outline is not valid, in words, from what GEOS says ("Self-intersection[1 2]")."""
    cause, _bracket, place = found.partition("[")
    where = {"place": place.rstrip("]").replace(" ", ", ")}
    if "ntersection" in cause:
        return _("The outline crosses itself near %(place)s.") % where
    if "ole" in cause:
        return _("A hole of the outline lies outside of it or over another, near %(place)s.") % where
    return _("The outline does not enclose an area, near %(place)s.") % where


def _geometry(outline: Any) -> dict[str, Any]:
    if isinstance(outline, str):
        try:
            outline = json.loads(outline)
        except (ValueError, RecursionError) as error:
            raise ValidationError(_("The outline is not GeoJSON.")) from error
    if isinstance(outline, dict) and outline.get("type") == "Feature":
        outline = outline.get("geometry")
    if not isinstance(outline, dict) or outline.get("type") not in {"Polygon", "MultiPolygon"}:
        raise ValidationError(_("The outline must be a GeoJSON Polygon or MultiPolygon."))
    if not isinstance(outline.get("coordinates"), list):
        raise ValidationError(_("The outline has no coordinates."))
    return {"type": outline["type"], "coordinates": outline["coordinates"]}


def _is_finite(number: float) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:  # a whole number of hundreds of digits
        return False


def _points(coordinates: Any, depth: int = 0) -> Iterator[tuple[float, float]]:
    """Yield longitude and latitude of every point, however the lists are nested. Raises ValidationError."""
    if not isinstance(coordinates, list) or depth > 3:
        raise ValidationError(_("The coordinates of the outline cannot be read."))
    if coordinates and all(isinstance(n, (int, float)) and not isinstance(n, bool) for n in coordinates):
        if len(coordinates) < 2 or not all(_is_finite(n) for n in coordinates):
            raise ValidationError(_("The coordinates of the outline cannot be read."))
        yield float(coordinates[0]), float(coordinates[1])
        return
    for inner in coordinates:
        yield from _points(inner, depth + 1)


def _shape(geometry: dict[str, Any]) -> BaseGeometry:
    try:
        return shapely.force_2d(shape(geometry))
    except (ShapelyError, GEOSException, ValueError, TypeError, IndexError) as error:
        raise ValidationError(_("The coordinates of the outline cannot be read.")) from error
