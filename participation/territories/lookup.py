"""Which territory holds a point, and which one a name or a code means."""

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

import shapely
from django.db.models import CharField, F, Func, TextField
from django.db.models.functions import Cast
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from participation.search.text import fold

if TYPE_CHECKING:
    from participation.models import Territory
    from participation.territories.querysets import TerritoryQuerySet

KEEP = 1_000
Key = tuple[int, str]

_lock = threading.Lock()
_drawn: OrderedDict[Key, BaseGeometry] = OrderedDict()


def territory_at(latitude: float, longitude: float, *, level: str | None = None) -> "Territory | None":
    """Return the deepest active territory whose outline holds the point (of one level, if given); borders count.

    One query while the outlines are prepared in memory: the database compares bounding boxes and says, by fingerprint,
    whether what is kept here is still the outline.
    """
    return next((row for row in territories_at(latitude, longitude) if level in (None, row.level)), None)


def territories_at(latitude: float, longitude: float) -> "list[Territory]":
    """Return every active territory whose outline holds the point, the deepest first; borders count."""
    from participation.models import Territory

    rows = list(_with_fingerprint(Territory.objects.active().around(latitude, longitude)))
    outlines = _prepared({(row.pk, row.fingerprint) for row in rows})
    point = shapely.Point(longitude, latitude)
    inside = [row for row in rows if outlines[row.pk, row.fingerprint].covers(point)]
    return sorted(inside, key=lambda row: (-len(row.ancestors), row.pk))


def _with_fingerprint(found: "TerritoryQuerySet") -> "TerritoryQuerySet":
    fingerprint = Func(Cast(F("outline"), TextField()), function="md5", output_field=CharField())
    return found.defer("outline").annotate(fingerprint=fingerprint)


def _prepared(keys: set[Key]) -> dict[Key, BaseGeometry]:
    from participation.models import Territory

    with _lock:
        known = {key: _drawn[key] for key in keys if key in _drawn}
        for key in known:
            _drawn.move_to_end(key)
    lacking = {pk: fingerprint for pk, fingerprint in keys if (pk, fingerprint) not in known}
    if not lacking:
        return known
    for pk, outline in Territory.objects.filter(pk__in=lacking).values_list("pk", "outline"):
        drawn = shape(outline)
        shapely.prepare(drawn)
        known[pk, lacking[pk]] = drawn
    with _lock:
        _drawn.update({(pk, fingerprint): known[pk, fingerprint] for pk, fingerprint in lacking.items()})
        while len(_drawn) > KEEP:
            _drawn.popitem(last=False)
    return known


def find_territory(text: str, *, parent: "Territory | None" = None) -> "Territory | None":
    """Return the one active territory with this code or name (without regard to case and accents); None if unsure."""
    from participation.models import Territory

    found = Territory.objects.active()
    if parent is not None:
        found = found.below(parent)
    text = text.strip()
    matches = list((found.filter(cvegeo=text) if text.isdigit() else found.filter(sort_key=fold(text)[:200]))[:2])
    return matches[0] if len(matches) == 1 else None
