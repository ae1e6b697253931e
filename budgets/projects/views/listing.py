"""The projects of a contest: list and map with the same filters, and two of them side by side."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from budgets.common import around, contest_or_404, reader, works
from budgets.models import Contest, Finding, Project
from budgets.projects import policies
from budgets.states import ProjectState
from budgets.structure.views.page import dates_of, rules_of
from participation.models import Territory
from participation.search.text import search_query
from participation.web.keyset import paginate
from participation.web.richtext import tidy
from participation.web.templatetags.ui import pesos

SIZE, MARKERS = 24, 3_000
ORDERS = {"": ("random_key", "id"), "nuevos": ("-created_at", "-id"), "numero": ("number", "id"),
          "baratos": ("cost", "id"), "caros": ("-cost", "-id")}  # fmt: skip
WITH_NUMBER, WITH_COST = {"numero": "number"}, {"baratos": "cost", "caros": "cost"}
STATES = dict(ProjectState.choices)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader asks of the list, from the address."""

    words: str
    category: str
    state: str
    order: str

    @property
    def narrowed(self) -> bool:
        """Tell whether some projects are left out."""
        return bool(self.words or self.category or self.state)


def asked_of(request: HttpRequest, contest: Contest) -> Asked:
    """Return the filters of the address. Raises BadRequest for what is not offered."""
    words = " ".join(tidy(request.GET.get("q", "")[:200]).split())
    category, state, order = (request.GET.get(name, "") for name in ("tipo", "estado", "orden"))
    if category and category not in {row["key"] for row in contest.budget.categories}:
        raise BadRequest("tipo")
    if state and state not in STATES:
        raise BadRequest("estado")
    if order not in ORDERS:
        raise BadRequest("orden")
    return Asked(words, category, state, order)


def chosen(contest: Contest, asked: Asked) -> Any:
    """Return the public projects of a contest that the filters leave; withdrawn ones only where asked for."""
    rows: Any = Project.objects.filter(contest=contest).public()
    rows = rows.filter(state=asked.state) if asked.state else rows.standing()
    if asked.category:
        rows = rows.filter(category=asked.category)
    if query := search_query(asked.words) if asked.words else "":
        rows = rows.filter(subject__search=SearchQuery(query, search_type="raw", config="simple"))
    for column in (WITH_NUMBER.get(asked.order), WITH_COST.get(asked.order)):
        if column:
            rows = rows.filter(**{f"{column}__isnull": False})
    return rows


@require_safe
def contest(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a contest: its money, how it is decided, and its projects as a list or on a map."""
    found, at, person = contest_or_404(request, pk), timezone.now(), reader(request)
    asked = asked_of(request, found)
    rows = chosen(found, asked)
    listed = rows.select_related("subject__counts", "territory").defer("subject__search")
    page = paginate(request, listed, order=ORDERS[asked.order], size=SIZE)
    for row in page.rows:
        row.contest = found
    component = found.budget.component
    context = around(
        found, page=page, total=rows.count(), asked=asked, states=STATES.items(), works=works(request, component),
        categories=[(row["key"], found.budget.category_title(row["key"])) for row in found.budget.categories],
        as_map=request.GET.get("vista") == "mapa", alone=found.budget.contests.count() == 1,
        may_submit=policies.may_submit_to(person, found, at=at), **rules_of(found.budget), **dates_of(component, at),
    )  # fmt: skip
    if context["as_map"]:
        query = request.GET.copy()
        query.pop("vista", None)
        context |= {
            "markers_url": f"{reverse('budgets:markers', args=[found.pk])}?{query.urlencode()}",
            "outlines_url": reverse("budgets:outlines", args=[found.pk]),
            "tiles_url": settings.AZOTEA_MAP_TILES_URL,
            "tiles_attribution": settings.AZOTEA_MAP_TILES_ATTRIBUTION,
        }
    return render(request, "budgets/contest.html", context)


@require_safe
def markers(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the places of the projects that the list shows, as GeoJSON."""
    found = contest_or_404(request, pk)
    rows = chosen(found, asked_of(request, found)).filter(latitude__isnull=False).order_by("pk")
    features = [
        {
            "type": "Feature",
            "id": row.pk,
            "properties": {"title": _marked(row), "url": row.subject.get_absolute_url()},
            "geometry": {"type": "Point", "coordinates": [float(row.longitude), float(row.latitude)]},
        }
        for row in rows.select_related("subject").defer("subject__search", "body")[:MARKERS]
    ]
    body = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    return HttpResponse(body, content_type="application/geo+json")


def _marked(row: Project) -> str:
    title = row.in_language("title")
    return f"{title} · {pesos(row.cost)}" if row.cost else title


@require_safe
def outlines(request: HttpRequest, pk: int) -> JsonResponse:
    """Return the outlines below the markers: the contest's territory, else the process's, and what lies in it."""
    found = contest_or_404(request, pk)
    rows = Territory.objects.filter(is_active=True, outline__isnull=False)
    root = found.territory or found.budget.component.process.territory
    if root is not None:
        rows = rows.within(root).filter(ancestors__len__lte=len(root.ancestors) + 1)
    told = rows.order_by("ancestors__len", "sort_key", "pk").values_list("pk", "name", "outline")[:300]
    features = [
        {"type": "Feature", "id": pk, "properties": {"name": name}, "geometry": shape} for pk, name, shape in told
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features}, content_type="application/geo+json")


@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Show two projects of a contest side by side; without them, ask which."""
    found = contest_or_404(request, pk)
    rows: Any = Project.objects.filter(contest=found).public().standing().select_related("subject__counts", "territory")
    offered = list(rows.order_by("title", "pk").values_list("pk", "number", "title")[:500])
    keys = [_key(request.GET.get(name, "")) for name in ("a", "b")]
    known = {row.pk: row for row in rows.filter(pk__in=[key for key in keys if key]).defer("subject__search")}
    if any(key and key not in known for key in keys):
        raise Http404
    projects = [known[key] for key in keys if key]
    findings: dict[int, list[Finding]] = {}
    decided = [row.pk for row in projects if row.decided_at]
    for finding in Finding.objects.filter(project__in=decided).order_by("project_id", "pk"):
        findings.setdefault(finding.project_id, []).append(finding)
    for row in projects:
        row.contest = found
        row.told = findings.get(row.pk, [])  # type: ignore[attr-defined]
    context = around(found, offered=offered, first=keys[0], second=keys[1],
                     pair=projects if len(projects) == 2 and keys[0] != keys[1] else [],
                     same=bool(keys[0]) and keys[0] == keys[1])  # fmt: skip
    return render(request, "budgets/compare.html", context)


def _key(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
