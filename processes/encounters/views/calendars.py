"""Calendars to subscribe to (RFC 5545): one encounter, those of a process or a place, and a person's own."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from participation.access.decorators import signed_in_to_act
from participation.asks.views.common import signed_in
from participation.web.addresses import absolute
from participation.web.ics import Dated, calendar
from participation.web.installation import installation
from processes.encounters.actions.key import digest_of, make_calendar_key, revoke_calendar_key
from processes.encounters.views.common import encounter_or_404
from processes.encounters.views.listing import chosen_of
from processes.encounters.words import where_words
from processes.models import CalendarKey, Encounter, Registration, RegistrationState

KEPT = timedelta(days=90)
MOST = 500


def dated(row: Encounter, note: str = "") -> Dated:
    """Return an encounter as calendars show it: never the link to connect, which is not for everybody."""
    process = row.component.process.in_language("title")
    text = "\n\n".join(part for part in (note, process, row.in_language("place_notes")) if part)
    return Dated(
        key=f"encounter-{row.pk}",
        changed=row.subject.updated_at,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        title=row.in_language("title"),
        text=text,
        path=row.subject.path,
        place=where_words(row),
        point=(row.latitude, row.longitude) if row.latitude is not None and row.longitude is not None else None,
        cancelled=row.state == "cancelled",
    )


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Return one encounter as a calendar."""
    row = encounter_or_404(request, pk)
    return calendar(row.in_language("title"), [dated(row)], filename=f"encuentro-{row.pk}")


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Return what is coming and the last 90 days; ``?proceso=``, ``?territorio=`` and ``?tipo=`` narrow it."""
    chosen = chosen_of(request)
    rows: Any = chosen.narrow(Encounter.objects.public().for_page()).filter(starts_at__gt=timezone.now() - KEPT)
    whose = chosen.process.in_language("title") if chosen.process else ""
    whose = whose or (chosen.territory.name if chosen.territory else installation().name)
    name = _("Encounters: %(name)s") % {"name": whose}
    return calendar(name, [dated(row) for row in rows.order_by("starts_at", "pk")[:MOST]], filename="encuentros")


@require_safe
@never_cache
def personal(request: HttpRequest, secret: str) -> HttpResponse:
    """Return the encounters where somebody registered, to whoever has their secret link. Raises Http404."""
    key = CalendarKey.objects.select_related("person").filter(digest=digest_of(secret[:100])).first()
    if key is None or not key.person.is_active or key.person.erased_at:
        raise Http404
    mine = Registration.objects.filter(person=key.person).exclude(state=RegistrationState.WITHDRAWN)
    states = dict(mine.filter(encounter__starts_at__gt=timezone.now() - KEPT).values_list("encounter", "state"))
    labels = dict(RegistrationState.choices)
    rows: Any = Encounter.objects.public().for_page().filter(pk__in=list(states)).order_by("starts_at", "pk")
    made = [dated(row, str(labels[states[row.pk]]).capitalize()) for row in rows[:MOST]]
    name = _("My encounters: %(name)s") % {"name": installation().name}
    return calendar(name, made, filename="mis-encuentros")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def my_calendar(request: HttpRequest) -> HttpResponse:
    """Make or revoke the secret link to one's own calendar; its address is shown once."""
    person, at, address = signed_in(request), timezone.now(), ""
    if request.method == "POST":
        if request.POST.get("act") == "revoke":
            revoke_calendar_key(by=person, at=at)
            messages.success(request, _("The link no longer works."))
            return redirect("encounters:my-calendar")
        address = absolute(f"/mi-calendario/{make_calendar_key(by=person, at=at)}.ics")
    key = CalendarKey.objects.filter(person=person).first()
    return render(request, "processes/encounters/my_calendar.html", {"key": key, "address": address})
