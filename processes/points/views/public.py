"""What everybody sees of collection points: the list and its map, one point, its hours as a calendar (RFC 5545)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from participation.contribution import Channel
from participation.folios.views import state_of
from participation.models import Person, Subject
from participation.web.addresses import absolute
from participation.web.keyset import paginate
from processes.models import Capture, Point, Process
from processes.points.hours import Standing, days_in_words, spans_on, standing, week_in_words
from processes.points.policies import may_keep_points
from processes.points.registry import all_captures

SHOWN = 20
ON_MAP = 1000
ON_SHEET = 60
CALENDAR_DAYS = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """A point on a list, and whether it is open now."""

    point: Point
    standing: Standing


def _process_of(request: HttpRequest) -> Process | None:
    """Return the public process that ``?proceso=`` names. Raises Http404."""
    slug = request.GET.get("proceso", "")
    if not slug:
        return None
    rows = Process.objects.public().select_related("subject").defer("subject__search")
    found = rows.filter(slug=slug[:80]).first()
    if found is None:
        raise Http404
    return found


def _rows(process: Process | None, at: datetime) -> Any:
    """Return the points that still receive people."""
    today = timezone.localdate(at)
    rows: Any = Point.objects.public().for_page().filter(closed_at__isnull=True)
    rows = rows.filter(Q(closes_on__isnull=True) | Q(closes_on__gte=today))
    return rows.filter(processes=process) if process is not None else rows


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show where people take part in person; ``?proceso=`` narrows it to one process."""
    at, process = timezone.now(), _process_of(request)
    page = paginate(request, _rows(process, at), order=("name", "id"), size=SHOWN)
    context = {
        "page": page,
        "rows": [Shown(point, standing(point, at)) for point in page],
        "process": process,
        "tiles_url": settings.AZOTEA_MAP_TILES_URL,
        "tiles_attribution": settings.AZOTEA_MAP_TILES_ATTRIBUTION,
    }
    return render(request, "processes/points/list.html", context)


@require_safe
def markers(request: HttpRequest) -> JsonResponse:
    """Return the points of the list as GeoJSON, for its map."""
    rows = _rows(_process_of(request), timezone.now()).filter(latitude__isnull=False).order_by("pk")[:ON_MAP]
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [float(row.longitude), float(row.latitude)]},
            "properties": {"title": row.name, "url": absolute(row.subject.path)},
        }
        for row in rows
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def point_or_404(pk: int) -> Point:
    """Return a point that everybody may see. Raises Http404."""
    found = Point.objects.public().for_page().filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found  # type: ignore[no-any-return]


def counted(point: Point) -> list[dict[str, Any]]:
    """Return how much was captured at a point, by those channels and kinds that brought something."""
    kinds = {kind.name: kind.label for kind in all_captures()}
    rows = Capture.objects.filter(point=point, outcome="done", kind__in=kinds).values("channel", "kind")
    found = {(row["channel"], row["kind"]): row["n"] for row in rows.annotate(n=Count("pk")).order_by()}
    kinds = {name: label for name, label in kinds.items() if any(kind == name for _channel, kind in found)}
    channels = [one for one in Channel if any((one.value, kind) in found for kind in kinds)]
    return [
        {"label": one.label, "counts": [(kinds[kind], found.get((one.value, kind), 0)) for kind in kinds]}
        for one in channels
    ]


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one point: where it is, when it is open, what can be done there, and what was captured there."""
    point, at = point_or_404(pk), timezone.now()
    person = request.user if isinstance(request.user, Person) else None
    served = point.processes.filter(pk__in=Process.objects.public().values("pk")).select_related("subject")
    context = {
        "point": point,
        "standing": standing(point, at),
        "week": week_in_words(point),
        "days": days_in_words(point, at),
        "served": served.defer("subject__search").order_by("-published_at", "pk"),
        "counted": counted(point),
        "keeps": bool(may_keep_points(person, point.institution)),
        "today": timezone.localdate(at),
    }
    return render(request, "processes/points/detail.html", context)


@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what came of what was captured at a point, folio by folio, to print and put up there."""
    point = point_or_404(pk)
    handed_in = Capture.objects.filter(point=point, outcome="done")
    rows: Any = Subject.objects.public().filter(pk__in=handed_in.values("subject"), folio__isnull=False)
    rows = rows.select_related("folio", "response__institution").defer("search")
    page = paginate(request, rows, order=("-id",), size=ON_SHEET)
    told = [(row, state_of(row, getattr(row, "response", None), public=True), _verdict(row)) for row in page]
    context = {"point": point, "page": page, "rows": told, "today": timezone.localdate()}
    return render(request, "processes/points/sheet.html", context)


def _verdict(subject: Subject) -> str:
    """Return the verdict of a published answer in words."""
    response = getattr(subject, "response", None)
    return response.get_verdict_display() if response is not None and response.published_at else ""


@require_safe
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the hours of the next sixty days as a calendar, each stretch with its own moments."""
    point, at = point_or_404(pk), timezone.now()
    made = Calendar()
    made.add("prodid", "-//Azotea//Puntos//ES")
    made.add("version", "2.0")
    made.add("x-wr-calname", point.name)
    today = timezone.localdate(at)
    for ahead in range(CALENDAR_DAYS if point.closed_at is None else 0):
        for number, (opens, closes) in enumerate(spans_on(point, today + timedelta(days=ahead))):
            made.add_component(_event(point, today + timedelta(days=ahead), number, opens, closes))
    response = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="punto-{point.pk}.ics"'
    response["Content-Language"] = get_language() or settings.LANGUAGE_CODE
    return response


def _event(point: Point, day: date, number: int, opens: datetime, closes: datetime) -> Event:
    event = Event()
    host = urlsplit(settings.AZOTEA_BASE_URL).hostname or "localhost"
    event.add("uid", f"point-{point.pk}-{day.isoformat()}-{number}@{host}")
    event.add("dtstamp", point.subject.updated_at)
    event.add("dtstart", opens.astimezone(UTC))
    event.add("dtend", closes.astimezone(UTC))
    event.add("summary", _("Open: %(name)s") % {"name": point.name})
    event.add("location", point.address)
    event.add("url", absolute(point.subject.path))
    return event
