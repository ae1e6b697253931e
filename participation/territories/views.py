"""Pages of territories and their outlines."""

import hashlib
from typing import Any

from django.conf import settings
from django.db.models import Func, TextField
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition

from participation.territories.models import Territory
from participation.territories.pages import feature, happening, place, places_above, places_inside, tree

MAX_ID = 2**63 - 1
MAX_FEATURES = 500


def _outlined(pk: int) -> Territory:
    """Return an active territory with its outline. Raises Http404, also for ids that no row could have."""
    territory = Territory.objects.active().filter(pk=pk).first() if pk <= MAX_ID else None
    if territory is None:
        raise Http404
    return territory


def _tiles() -> dict[str, str]:
    return {"tiles_url": settings.AZOTEA_MAP_TILES_URL, "tiles_attribution": settings.AZOTEA_MAP_TILES_ATTRIBUTION}


def index(request: HttpRequest) -> HttpResponse:
    """Show every territory as a list, with the map as its twin."""
    outlined = Territory.objects.active().filter(outline__isnull=False).exists()
    return render(request, "participation/territories/list.html", {"roots": tree(), "outlined": outlined} | _tiles())


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a territory: where it lies, what lies in it, what happens there."""
    territory = next(iter(place(pk)), None) if pk <= MAX_ID else None
    if territory is None:
        raise Http404
    above = {t.pk: t for t in places_above(territory.ancestors)} if territory.ancestors else {}
    return render(
        request,
        "participation/territories/detail.html",
        {
            "territory": territory,
            "above": [above[pk] for pk in territory.ancestors if pk in above],
            "children": list(places_inside(pk)),
            "groups": happening(pk, stranger=not request.user.is_authenticated),
            "outlined": territory.west is not None,
        }
        | _tiles(),
    )


def _stamp(request: HttpRequest, pk: int | None = None) -> str:
    """Return the fingerprint of the outlines asked for, so that an unchanged answer is not sent again."""
    text = Cast("outline", TextField())
    found = Territory.objects.active().filter(outline__isnull=False)
    found = found.filter(pk=pk) if pk else found
    prints = (
        found.order_by("pk").annotate(fingerprint=Func(text, function="md5")).values_list("pk", "name", "fingerprint")
    )
    return f'"{_hash(list(prints[: MAX_FEATURES + 1]))}-{request.LANGUAGE_CODE}"'


def _hash(values: list[Any]) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()[:24]


@condition(etag_func=_stamp)
@cache_control(public=True, max_age=300)
def outlines(request: HttpRequest) -> JsonResponse:
    """Return the outlines of the widest territories that have one as GeoJSON; at most 500."""
    found = Territory.objects.active().filter(outline__isnull=False).order_by("ancestors__len", "sort_key", "pk")
    return _geojson(
        {
            "type": "FeatureCollection",
            "features": [feature(territory, territory.get_absolute_url()) for territory in found[:MAX_FEATURES]],
        }
    )


@condition(etag_func=_stamp)
@cache_control(public=True, max_age=300)
def outline(request: HttpRequest, pk: int) -> JsonResponse:
    """Return the outline of one territory as a GeoJSON feature."""
    territory = _outlined(pk)
    if territory.outline is None:
        raise Http404
    return _geojson(feature(territory, territory.get_absolute_url()))


def _geojson(content: dict[str, Any]) -> JsonResponse:
    response = JsonResponse(content, content_type="application/geo+json")
    response["Access-Control-Allow-Origin"] = "*"
    return response
