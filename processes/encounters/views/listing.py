"""The calendar of encounters: as a list, by month, on a map; of everything, or of one activity."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from participation.asks.views.common import MAX_ID, reader
from participation.models import Territory
from participation.web.keyset import paginate
from processes.conclusions.views import face
from processes.encounters import policies
from processes.encounters.querysets import EncounterQuerySet
from processes.encounters.words import where_words
from processes.models import Component, Encounter, EncounterKind, Process
from processes.policies import is_open, open_until

SIZE, IN_MONTH, ON_MAP = 20, 500, 2_000
VIEWS = ("", "mes", "mapa")


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a month with what happens on it."""

    on: date
    inside: bool
    today: bool
    rows: list[Encounter]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the address narrows the calendar to."""

    process: Process | None
    territory: Territory | None
    kind: str

    def narrow(self, rows: EncounterQuerySet) -> EncounterQuerySet:
        """Return the rows that are left."""
        if self.process is not None:
            rows = rows.filter(component__process=self.process)
        if self.territory is not None:
            pk = self.territory.pk
            rows = rows.filter(Q(subject__territory=pk) | Q(subject__territory__ancestors__contains=[pk]))
        return rows.filter(kind=self.kind) if self.kind else rows

    def query(self) -> dict[str, str]:
        """Return it as it stands in addresses."""
        found = {
            "proceso": self.process.slug if self.process else "",
            "territorio": str(self.territory.pk) if self.territory else "",
            "tipo": self.kind,
        }
        return {name: value for name, value in found.items() if value}


def chosen_of(request: HttpRequest) -> Chosen:
    """Return what the address asks for. Raises Http404 and BadRequest."""
    slug, place, kind = (request.GET.get(name, "") for name in ("proceso", "territorio", "tipo"))
    process = territory = None
    if slug:
        process = (
            Process.objects.public().select_related("subject").defer("subject__search").filter(slug=slug[:80]).first()
        )
    if place:
        if not (place.isascii() and place.isdigit() and int(place[:20]) <= MAX_ID):
            raise BadRequest("territorio")
        territory = Territory.objects.filter(pk=int(place)).defer("outline").first()
    if (slug and process is None) or (place and territory is None):
        raise Http404
    if kind and kind not in EncounterKind.values:
        raise BadRequest("tipo")
    return Chosen(process, territory, kind)


def _month_of(request: HttpRequest, at: datetime) -> date:
    """Return the first day of the month that the address asks for. Raises BadRequest."""
    given = request.GET.get("mes", "")
    if not given:
        return timezone.localdate(at).replace(day=1)
    try:
        year, month = given.split("-")
        found = date(int(year), int(month), 1)
    except ValueError as error:
        raise BadRequest("mes") from error
    if not 2000 <= found.year <= 2100:
        raise BadRequest("mes")
    return found


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(0, 0)))


def _weeks(rows: EncounterQuerySet, first: date, at: datetime) -> list[list[Day]]:
    """Return the weeks of a month, from Monday, each day with its encounters."""
    days = calendar.Calendar().monthdatescalendar(first.year, first.month)
    begins, ends = _moment(days[0][0]) - timedelta(days=1), _moment(days[-1][-1] + timedelta(days=2))
    found: dict[date, list[Encounter]] = {}
    for row in rows.between(begins, ends).order_by("starts_at", "pk")[:IN_MONTH]:
        found.setdefault(row.starts_local.date(), []).append(row)
    today = timezone.localdate(at)
    return [[Day(on, on.month == first.month, on == today, found.get(on, [])) for on in week] for week in days]


@require_safe
def everywhere(request: HttpRequest) -> HttpResponse:
    """Show what is coming, the nearest first; ``?pasados=1`` what is over, ``?ver=mes|mapa`` otherwise."""
    at, chosen, view = timezone.now(), chosen_of(request), request.GET.get("ver", "")
    if view not in VIEWS:
        raise BadRequest("ver")
    past = request.GET.get("pasados") == "1"
    rows: Any = chosen.narrow(Encounter.objects.public().for_page())
    context: dict[str, Any] = {
        "chosen": chosen,
        "view": view,
        "past": past,
        "query": chosen.query(),
        "query_string": f"?{urlencode(chosen.query())}" if chosen.query() else "",
        "kinds": EncounterKind.choices,
        "processes": _processes(),
        "territories": Territory.objects.filter(pk__in=Encounter.objects.public().values("subject__territory"))
        .only("name", "sort_key")
        .order_by("sort_key", "pk"),
    }
    if view == "mes":
        first = _month_of(request, at)
        context |= {
            "month": first,
            "weeks": _weeks(rows, first, at),
            "before": (first - timedelta(days=1)).strftime("%Y-%m"),
            "after": (first + timedelta(days=31)).strftime("%Y-%m"),
        }
    else:
        context["page"] = _page(request, rows, past, at)
        context |= _map()
    return render(request, "processes/encounters/list.html", context)


def _processes() -> Any:
    used = Encounter.objects.public().values("component__process")
    return (
        Process.objects.public()
        .filter(pk__in=used)
        .only("slug", "title", "translations", "lang")
        .order_by("title", "pk")
    )


def _page(request: HttpRequest, rows: EncounterQuerySet, past: bool, at: datetime) -> Any:
    narrowed = rows.past(at) if past else rows.coming(at)
    order = ("-starts_at", "-id") if past else ("starts_at", "id")
    page = paginate(request, narrowed, order=order, size=SIZE)
    for row in page:
        row.where = where_words(row)
    return page


def _map() -> dict[str, Any]:
    return {"tiles_url": settings.AZOTEA_MAP_TILES_URL, "tiles_attribution": settings.AZOTEA_MAP_TILES_ATTRIBUTION}


@require_safe
def points(request: HttpRequest) -> JsonResponse:
    """Return the places of what the calendar lists, as GeoJSON."""
    at, chosen = timezone.now(), chosen_of(request)
    rows: Any = chosen.narrow(Encounter.objects.public().for_page()).filter(latitude__isnull=False)
    rows = rows.past(at) if request.GET.get("pasados") == "1" else rows.coming(at)
    features = [
        {
            "type": "Feature",
            "id": row.pk,
            "properties": {"title": row.in_language("title"), "url": row.get_absolute_url()},
            "geometry": {"type": "Point", "coordinates": [row.longitude, row.latitude]},
        }
        for row in rows.order_by("starts_at", "pk")[:ON_MAP]
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def of_component(request: HttpRequest, component: Component) -> HttpResponse:
    """Show the encounters of one activity: those to come, then those that are over with what came of them."""
    at, person = timezone.now(), reader(request)
    face(component, person)
    past = request.GET.get("pasados") == "1"
    rows: Any = Encounter.objects.public().for_page().filter(component=component)
    context = {
        "component": component,
        "process": component.process,
        "subject": component.subject,
        "past": past,
        "page": _page(request, rows, past, at),
        "open": is_open(component, "register", at),
        "closes": open_until(component, "register", at),
        "prepares": policies.may_prepare(person, component),
    }
    return render(request, "processes/encounters/component.html", context)
