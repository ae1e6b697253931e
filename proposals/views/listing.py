"""The page of a proposal call: the list, its filters and orders, and the map as the list's twin."""

import functools
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from participation.access.eligibility import describe
from participation.models import Territory
from participation.stored import StoredQuery
from participation.web.memo import counted
from participation.web.packing import encoding_for
from processes.models import Component
from proposals import points, policies
from proposals.filters import ProposalFilter
from proposals.government import may_propose_as
from proposals.models import Proposal
from proposals.ordering import ORDERS, SIZE, in_order, order_of, page_of
from proposals.settings import Authors
from proposals.standing import standing_of
from proposals.steps import steps_of
from proposals.views.common import closing, mapped_or_404, reader

Places = tuple[tuple[int, str], ...]  # key and name
KNOWN = {"order", "start", "after", "before", "view"}
# Names that other sites add to links; they mean nothing here and break nothing.
FOREIGN = ("utm_", "fbclid", "gclid", "mc_", "igshid", "comentarios_")
GEOJSON = "application/geo+json"


def call(request: HttpRequest, component: Component) -> HttpResponse:
    """Show the proposals of a call; filters, order and page live in the address."""
    at = timezone.now()
    person = reader(request)
    filters = _filters_of_list(request, component, stranger=person is None)
    valid = filters.is_valid() and not _unknown(request, filters)
    order = order_of(request, component.pk, timezone.localdate(at))
    whole = None if _narrowed(filters) else component.pk
    # Asked for where neither the list nor its page has a stored query.
    rows: Any = SimpleLazyObject(lambda: filters.qs if whole is None else _within_call(request, component))
    cards: Any = SimpleLazyObject(lambda: rows.for_cards())  # noqa: PLW0108 (asking rows for it would build them)
    page = page_of(request, cards, order, size=SIZE, whole=whole) if valid else None
    rules = component.config
    for row in page.rows if page is not None and (rules.steps or rules.authors != Authors.PEOPLE) else ():
        row.component = component  # whose words and rules the cards show
    standing = standing_of(person, component) if person else None
    context = {
        "component": component,
        "process": component.process,
        "filters": filters,
        "page": page,
        "total": _total(rows, whole, stranger=person is None) if valid else 0,
        "order": order,
        "orders": ORDERS,
        "narrowed": _narrowed(filters),
        "unknown": _unknown(request, filters),
        "as_map": request.GET.get("view") == "map" and component.config.map_enabled,
        "verdict": policies.may_propose(person, component, at=at, standing=standing),
        "propose_closes": closing(component, "propose", at),
        "support_closes": closing(component, "support", at),
        "settings": rules,
        "create_url": _url("proposals:create", component),
        "steps": steps_of(rules),
        "step": request.GET.get("step", ""),
        "government": rules.authors != Authors.PEOPLE,
        "may_govern": person is not None and person.is_staff and bool(may_propose_as(person, component, at=at)),
        "draft": Proposal(title=standing.draft) if standing and standing.draft is not None else None,
        "may_propose": describe(rules.who_may_propose) if rules.who_may_propose else [],
        "may_support": describe(rules.who_may_support) if rules.who_may_support else [],
        "may_comment": describe(rules.who_may_comment) if rules.who_may_comment else [],
    }
    if context["as_map"]:
        context |= _map(request, component)
    return render(request, "proposals/list.html", context, status=200 if valid else 400)


@StoredQuery
def _public_total(component_id: int) -> QuerySet:
    rows = Proposal.objects.live().filter(component=component_id).order_by()
    return rows.values("component_id").annotate(n=Count("pk")).values_list("n", flat=True)


def _total(rows: QuerySet, whole: int | None, *, stranger: bool) -> int:
    if whole is None:
        return int(rows.count())
    return counted(("proposals of a call", whole), lambda: next(iter(_public_total(whole)), 0), stranger=stranger)


def _filters(request: HttpRequest, component: Component) -> ProposalFilter:
    filters = ProposalFilter(request.GET, queryset=Proposal.objects.all(), request=request)
    # The first page without filters is asked for by a stored query (ordering.py): then this one is never written.
    filters.queryset = SimpleLazyObject(lambda: _within_call(request, component))
    if component.process.territory_id:
        filters.form.fields["territory"].queryset = _inside(component.process.territory_id)
    return filters


def _inside(territory_id: int) -> QuerySet:
    within = Territory.objects.within(territory_id).filter(is_active=True)
    return within.defer("outline").order_by("sort_key", "pk")


def _within_call(request: HttpRequest, component: Component) -> QuerySet:
    # Whoever asks for a state gets it; otherwise what others took up would stand in the list twice.
    found = Proposal.objects.public() if request.GET.get("state") else Proposal.objects.live()
    rows = found.filter(component=component)
    return in_order(rows, component.pk, request.GET.get("order", ""))


@StoredQuery
def _places_within(territory_id: int) -> QuerySet:
    rows = Territory.objects.within(territory_id).filter(is_active=True)
    return rows.order_by("sort_key", "pk").values_list("pk", "name")


@StoredQuery
def _places() -> QuerySet:
    return Territory.objects.filter(is_active=True).order_by("sort_key", "pk").values_list("pk", "name")


def _filters_of_list(request: HttpRequest, component: Component, *, stranger: bool) -> ProposalFilter:
    """Return the filters of the list, told which places they offer; the same empty ones for whoever asks for none."""
    within = component.process.territory_id
    places = counted(
        ("places", within), lambda: tuple(_places_within(within) if within else _places()), stranger=stranger
    )
    if not any(name in ProposalFilter.base_filters for name in request.GET):
        return _no_filters(within, places)
    filters = _filters(request, component)
    _tell_places(filters, places)
    return filters


@functools.lru_cache(maxsize=64)
def _no_filters(within: int | None, places: Places) -> ProposalFilter:
    """Return the filters as they open; nothing of a reader is in them, and they are only shown."""
    filters = ProposalFilter(QueryDict(), queryset=Proposal.objects.none())
    if within:
        filters.form.fields["territory"].queryset = _inside(within)
    _tell_places(filters, places)
    filters.is_valid()
    return filters


def _tell_places(filters: ProposalFilter, places: Places) -> None:
    """Say which places the filter offers, as the key of its kept HTML ({% filter_field %}), without rows of them."""
    filters.form.fields["territory"].told = places


def _unknown(request: HttpRequest, filters: ProposalFilter) -> list[str]:
    known = KNOWN | set(filters.form.fields)
    return [name[:40] for name in request.GET if name not in known and not name.startswith(FOREIGN)]


def _narrowed(filters: ProposalFilter) -> bool:
    return any(filters.form[name].value() for name in filters.form.fields)


def _url(name: str, component: Component) -> str:
    return reverse(name, args=[component.process.slug, component.slug])


def _map(request: HttpRequest, component: Component) -> dict[str, Any]:
    query = request.GET.copy()
    for name in (*KNOWN, "after", "before"):
        query.pop(name, None)
    markers = _url("proposals:markers", component)
    return {
        "markers_url": f"{markers}?{query.urlencode()}" if query else markers,
        "outlines_url": _url("proposals:outlines", component),
        "tiles_url": settings.AZOTEA_MAP_TILES_URL,
        "tiles_attribution": settings.AZOTEA_MAP_TILES_ATTRIBUTION,
    }


@require_safe
def markers(request: HttpRequest, slug: str, component_slug: str) -> HttpResponse:
    """Return the points of the same proposals that the list shows, as small GeoJSON: id, title, place, state."""
    component = mapped_or_404(request, slug, component_slug)
    if not request.GET:
        return _whole_map(request, component)
    filters = _filters(request, component)
    if not filters.is_valid() or _unknown(request, filters):
        raise BadRequest("filter")
    return HttpResponse(points.written(filters.qs), content_type=GEOJSON)


def _whole_map(request: HttpRequest, component: Component) -> HttpResponse:
    """Return all points of a call: the same for everybody, compressed already."""
    state = points.state_of(component.pk)
    encoding = encoding_for(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    body = points.of_call(component.pk, state, encoding)
    response = HttpResponse(body, content_type=GEOJSON, headers={"ETag": f'W/"{state}"', "Vary": "Accept-Encoding"})
    if encoding:
        response["Content-Encoding"] = encoding
    return response


@require_safe
def outlines(request: HttpRequest, slug: str, component_slug: str) -> JsonResponse:
    """Return the outlines that lie below the markers: the territory of the process and the places just inside it."""
    component = mapped_or_404(request, slug, component_slug)
    found = Territory.objects.filter(is_active=True, outline__isnull=False)
    root = component.process.territory
    if root is not None:
        found = found.within(root).filter(ancestors__len__lte=len(root.ancestors) + 1)
    features = [
        {"type": "Feature", "id": pk, "properties": {"name": name}, "geometry": outline}
        for pk, name, outline in found.order_by("ancestors__len", "sort_key", "pk").values_list(
            "pk", "name", "outline"
        )[:300]
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features}, content_type=GEOJSON)
