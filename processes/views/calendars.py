"""Calendars (RFC 5545): the phases of one process, and those of all public ones."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from participation.web.ics import Dated, calendar
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
    return calendar(name, [_dated(phase, at) for phase in phases], filename=filename)


def _dated(phase: Phase, at: datetime) -> Dated:
    process = phase.process
    title = _("%(phase)s · %(process)s") % {
        "phase": phase.in_language("title"),
        "process": process.in_language("title"),
    }
    return Dated(
        key=f"phase-{phase.pk}",
        changed=at,
        starts_at=phase.opens_at,
        ends_at=phase.closes_at,
        title=title,
        text=phase.in_language("description"),
        path=process.subject.path,
        busy=False,
    )
