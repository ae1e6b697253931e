"""Pages of requests to speak: those of an encounter, and asking."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from participation.access.resume import Offer, resumable
from participation.asks import policies
from participation.asks.views.common import MAX_ID, reader
from participation.asks.views.listing import listing
from participation.asks.views.write import write
from participation.models import Person
from processes.encounters.floor.kind import INTERVENTION
from processes.encounters.floor.place import closes, place_of, takes_floor
from processes.models import Encounter


def _encounter(person: Person | None, pk: int) -> Encounter | None:
    rows = Encounter.objects.visible_to(person).select_related(
        "subject", "component__subject", "component__process__institution__subject"
    )
    found: Encounter | None = rows.filter(pk=pk).first() if pk <= MAX_ID else None
    return found if found is not None and takes_floor(found) else None


def _or_404(request: HttpRequest, pk: int) -> Encounter:
    found = _encounter(reader(request), pk)
    if found is None:
        raise Http404
    return found


@require_safe
def requests(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who asked to speak in an encounter, answered or not."""
    return listing(request, INTERVENTION.name, place_of(_or_404(request, pk)))


def floor_offer(person: Person, at: Any, *, pk: int) -> Offer | None:
    """Return the wish to speak; None for an encounter that the person may not see."""
    found = _encounter(person, pk)
    if found is None:
        return None
    place = place_of(found)
    verdict = policies.may_ask(person, INTERVENTION, place, at=at)
    rules = tuple(found.component.config.who_may_register)
    return Offer(INTERVENTION.words.ask, found.title, found.subject.path, verdict, rules, closes(place, "ask", at))


@resumable(floor_offer, opens=True)
def ask(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask to speak in an encounter, or propose a point."""
    return write(request, INTERVENTION.name, place_of(_or_404(request, pk)))
