"""The search page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from participation.limits.pages import limited
from participation.models import Territory
from participation.search import results as search
from participation.search.looking import look
from participation.search.queries import chosen_territory, territory_choices


def _asks(request: HttpRequest) -> bool:
    return any(request.GET.get(name) for name in ("q", "tipo", "territorio"))


@limited("search", only=_asks)
def results(request: HttpRequest) -> HttpResponse:
    """Show what was found: by kind, by place, best matches first. Strange filters are ignored, never an error."""
    text = search.typed(request.GET.get("q", ""))
    kinds = search.searchable_kinds()
    kind = request.GET.get("tipo", "") if request.GET.get("tipo", "") in kinds else ""
    territory = chosen_territory(request.GET.get("territorio", ""))
    context: dict[str, Any] = {
        "q": text,
        "kind": kind,
        "territory": territory,
        "stems": search.query_stems(text),
        "territories": territory_choices(territory, stranger=not request.user.is_authenticated),
        "facets": [],
        "cards": [],
        "page": None,
        "total": 0,
        "places": [],
        "asked": bool(text or kind or territory),
    }
    if context["asked"]:
        context |= _found(request, text, kind, territory)
    return render(request, "participation/search/results.html", context)


def _found(request: HttpRequest, text: str, kind: str, territory: Territory | None) -> dict[str, Any]:
    found = look(request, text, territory, kind, at=timezone.now())
    first = not any(name in request.GET for name in ("after", "before", "hasta"))
    return {
        "found": found,
        "facets": found.facets,
        "page": found.page,
        "cards": search.cards(found.page.rows),
        "total": sum(facet.count or 0 for facet in found.facets if not kind or facet.chosen),
        "everything": sum(facet.count or 0 for facet in found.facets),
        "places": search.places(text, stranger=not request.user.is_authenticated) if first else [],
    }
