"""Calendars (RFC 5545): the phases of one process, and those of all public ones."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from participation.web.addresses import absolute
from participation.web.installation import installation
from processes.models import Phase
from processes.timetable import ordered
from processes.views.process import visible_process

MOST = 500


def of_process(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the phases of one process as a calendar."""
    process = visible_process(request, slug)
    title = process.in_language("title")
    return _answer(title, list(ordered(process)), timezone.now(), filename=process.slug)


def of_all(request: HttpRequest) -> HttpResponse:
    """Return the phases of the public processes: those that run, those to come, and those of the last 90 days."""
    at = timezone.now()
    phases = (
        Phase.objects.filter(process__state="published", process__subject__state="published")
        .filter(Q(closes_at__isnull=True) | Q(closes_at__gt=at - timedelta(days=90)))
        .select_related("process__subject")
        .order_by("opens_at", "pk")[:MOST]
    )
    name = _("Processes of %(installation)s") % {"installation": installation().name}
    return _answer(name, list(phases), at, filename="procesos")


def _answer(name: str, phases: list[Phase], at: datetime, *, filename: str) -> HttpResponse:
    calendar = Calendar()
    calendar.add("prodid", "-//Azotea//Procesos//ES")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "UTC")
    for phase in phases:
        calendar.add_component(_event(phase, at))
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}.ics"'
    response["Content-Language"] = get_language() or settings.LANGUAGE_CODE
    return response


def _event(phase: Phase, at: datetime) -> Event:
    process = phase.process
    event = Event()
    event.add("uid", f"phase-{phase.pk}@{urlsplit(settings.AZOTEA_BASE_URL).hostname or 'localhost'}")
    event.add("dtstamp", at)
    event.add("dtstart", phase.opens_at)
    if phase.closes_at:
        event.add("dtend", phase.closes_at)
    language = {"language": (get_language() or "es").split("-")[0]}
    title = _("%(phase)s · %(process)s") % {
        "phase": phase.in_language("title"),
        "process": process.in_language("title"),
    }
    event.add("summary", title, parameters=language)
    address = absolute(process.subject.path)
    description = "\n\n".join(filter(None, [phase.in_language("description"), address]))
    event.add("description", description, parameters=language)
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    return event
