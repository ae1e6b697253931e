"""The page of one encounter, and its minutes to print."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from participation.access.eligibility import describe
from participation.asks.views.common import reader
from participation.veda.calendar import shown_in_force
from processes.encounters import policies
from processes.encounters.content import agenda_items
from processes.encounters.figures import came, seats_of, told_attendance
from processes.encounters.floor.place import clock, closes, place_of, takes_floor
from processes.encounters.views.common import encounter_or_404, faced, own_registration
from processes.encounters.words import when_words, where_words
from processes.models import Encounter, EncounterState


def _minutes_of(encounter: Encounter) -> dict[str, Any]:
    if encounter.state != EncounterState.CLOSED:
        return {"minutes": None}
    versions = list(encounter.minutes.order_by("-number"))
    return {
        "minutes": versions[0] if versions else None,
        "minutes_before": versions[1:],
        "came": came(encounter),
        "told": told_attendance(encounter),
    }


def _floor(encounter: Encounter, at: datetime) -> dict[str, Any] | None:
    """Return whether people can ask to speak now, and until when; None where nobody ever asks."""
    if not takes_floor(encounter):
        return None
    place = place_of(encounter)
    verdict = clock(place, "ask", at)
    return {"verdict": verdict, "open": bool(verdict), "closes": closes(place, "ask", at)}


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show when and where, what about, how to come, and afterwards who came and what was said."""
    encounter, person, at = encounter_or_404(request, pk), reader(request), timezone.now()
    own = own_registration(encounter, person)
    electoral = None if encounter.is_neutral else shown_in_force(encounter.subject, at)
    open_door = policies.may_see_link(person, encounter, own, at=at)
    asks = encounter.takes_registration and encounter.state == EncounterState.PUBLISHED and not encounter.is_over(at)
    context = faced(
        encounter,
        own=own,
        when=when_words(encounter),
        where=where_words(encounter),
        agenda=agenda_items(encounter.in_language("agenda")),
        seats=seats_of(encounter) if asks else None,
        verdict=policies.may_register(person, encounter, at=at, own=own) if asks else None,
        link=open_door,
        electoral=electoral,
        institutions=list(encounter.institutions.select_related("subject").defer("subject__search").order_by("name")),
        who=describe(encounter.component.config.who_may_register) if asks else [],
        works=policies.may_read_names(person, encounter),
        begun=encounter.starts_at <= at and encounter.state == EncounterState.PUBLISHED,
        running=encounter.starts_at <= at < encounter.ends_at,
        over=encounter.is_over(at),
        floor=_floor(encounter, at),
        **_minutes_of(encounter),
    )
    return render(request, "processes/encounters/detail.html", context)


@require_safe
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the minutes alone, to be printed or kept as PDF."""
    encounter = encounter_or_404(request, pk)
    found = _minutes_of(encounter)
    if found["minutes"] is None:
        raise Http404
    institutions = list(encounter.institutions.order_by("name"))
    context = faced(encounter, when=when_words(encounter), where=where_words(encounter), institutions=institutions)
    return render(request, "processes/encounters/printed.html", {**context, **found})
