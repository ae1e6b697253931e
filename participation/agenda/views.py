"""Pages of the public agenda: what is coming, what is past, one meeting, the calendar (RFC 5545)."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from participation.agenda.models import Meeting
from participation.agenda.policies import may_keep_agenda
from participation.models import Institution, Person
from participation.veda.calendar import shown_in_force
from participation.web import ics
from participation.web.addresses import absolute
from participation.web.installation import installation
from participation.web.keyset import paginate

SHOWN = 20
IN_CALENDAR = 500
KEPT = timedelta(days=90)


def _institution_of(request: HttpRequest) -> Institution | None:
    """Return the institution that ``?institucion=`` names. Raises Http404."""
    slug = request.GET.get("institucion", "")
    if not slug:
        return None
    rows = Institution.objects.filter(subject__state="published").select_related("subject").defer("subject__search")
    found = rows.filter(slug=slug[:80]).first()
    if found is None:
        raise Http404
    return found


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show what is coming, the nearest first; ``?pasadas=1`` what is past, ``?institucion=`` of one institution."""
    at, institution, past = timezone.now(), _institution_of(request), request.GET.get("pasadas") == "1"
    rows: Any = Meeting.objects.public().for_page()
    rows = rows.past(at) if past else rows.coming(at)
    order = ("-starts_at", "-id") if past else ("starts_at", "id")
    page = paginate(request, rows.filter(institution=institution) if institution else rows, order=order, size=SHOWN)
    context = {"page": page, "past": past, "institution": institution, "electoral": shown_in_force(None, at)}
    return render(request, "participation/agenda/list.html", context)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one meeting."""
    row = Meeting.objects.public().for_page().filter(pk=pk).first() if pk < 2**63 else None
    if row is None:
        raise Http404
    at = timezone.now()
    person = request.user if isinstance(request.user, Person) else None
    context = {
        "meeting": row,
        "address": absolute(row.subject.path),
        "over": (row.ends_at or row.starts_at) < at,
        "electoral": shown_in_force(row.subject, at),
        "keeps": bool(may_keep_agenda(person, row.institution)),
    }
    return render(request, "participation/agenda/detail.html", context)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Return the meetings to come and those of the last 90 days as a calendar; ``?institucion=`` narrows it."""
    at, institution = timezone.now(), _institution_of(request)
    rows = Meeting.objects.public().for_page().filter(starts_at__gt=at - KEPT).order_by("starts_at", "id")
    rows = rows.filter(institution=institution) if institution else rows
    whose = institution.name if institution else installation().name
    name = _("Public agenda of %(name)s") % {"name": whose}
    return ics.calendar(name, [_dated(row) for row in rows[:IN_CALENDAR]], filename="agenda")


def _dated(row: Meeting) -> ics.Dated:
    return ics.Dated(
        key=f"meeting-{row.pk}",
        changed=row.subject.updated_at,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        title=row.in_language("topic"),
        text=f"{row.office}\n\n{row.in_language('counterpart')}",
        path=row.subject.path,
        place=row.place,
        cancelled=bool(row.cancelled_at),
    )
