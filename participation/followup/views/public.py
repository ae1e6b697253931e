"""What anybody reads: everything that is followed up, one action, and the calendar of last days."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from participation.followup.models import Action
from participation.followup.states import State
from participation.followup.views.common import public_or_404
from participation.models import Institution
from participation.web.addresses import absolute
from participation.web.installation import installation
from participation.web.keyset import paginate
from participation.workdays import local_day

SHOWN = 25
IN_CALENDAR = 500
KEPT = timedelta(days=90)


def institution_of(request: HttpRequest) -> Institution | None:
    """Return the institution that ``?institucion=`` names. Raises Http404."""
    slug = request.GET.get("institucion", "")
    if not slug:
        return None
    found = Institution.objects.public().select_related("subject").defer("subject__search").filter(slug=slug[:80])
    institution = found.first()
    if institution is None:
        raise Http404
    return institution


def state_of(request: HttpRequest) -> str:
    """Return the state that ``?estado=`` names. Raises BadRequest."""
    state = request.GET.get("estado", "")
    if state and state not in State.values:
        raise BadRequest("estado")
    return state


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show everything that is followed up, what ends first on top; by state and institution."""
    at, institution, state = timezone.now(), institution_of(request), state_of(request)
    rows: Any = Action.objects.public().for_page().with_state(at).with_last_day()
    if institution:
        rows = rows.filter(institution=institution)
    if state:
        rows = rows.filter(state=state)
    page = paginate(request, rows, order=("last_day", "id"), size=SHOWN)
    context = {"page": page, "state": state, "states": State.choices, "institution": institution}
    return render(request, "participation/followup/list.html", context)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one action; what is followed up itself has its page elsewhere."""
    action = public_or_404(request, pk)
    if action.is_root:
        return redirect(action.get_absolute_url())
    way = [action.followed.shown_title, action.followed.get_absolute_url()]
    return render(request, "participation/followup/detail.html", {"action": action, "way": way})


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Return the last days to come and those of the last 90 days as a calendar; ``?institucion=`` narrows it."""
    at, institution = timezone.now(), institution_of(request)
    rows: Any = Action.objects.public().for_page().going_on().filter(due_on__gte=local_day(at) - KEPT)
    rows = rows.filter(institution=institution) if institution else rows
    made = Calendar()
    made.add("prodid", "-//Azotea//Seguimiento//ES")
    made.add("version", "2.0")
    whose = institution.name if institution else installation().name
    made.add("x-wr-calname", _("Last days of %(name)s") % {"name": whose})
    for row in rows.order_by("due_on", "pk")[:IN_CALENDAR]:
        made.add_component(_event(row))
    response = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="seguimiento.ics"'
    response["Content-Language"] = get_language() or settings.LANGUAGE_CODE
    return response


def _event(row: Action) -> Event:
    event = Event()
    event.add("uid", f"action-{row.pk}@{urlsplit(settings.AZOTEA_BASE_URL).hostname or 'localhost'}")
    event.add("dtstamp", row.subject.updated_at)
    event.add("dtstart", row.due_on)
    event.add("summary", _("Last day: %(title)s") % {"title": row.subject.shown_title})
    event.add("description", "\n\n".join([row.responsible_words, absolute(row.subject.path)]))
    event.add("url", absolute(row.subject.path))
    event.add("transp", "TRANSPARENT")
    return event
