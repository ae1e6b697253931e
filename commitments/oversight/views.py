"""Pages of citizen oversight: what was observed at a commitment or everywhere, and observing."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from commitments.oversight import place
from commitments.oversight.figures import figures
from participation.access.resume import Offer, resumable
from participation.asks import policies
from participation.asks.registry import get_kind
from participation.asks.views.listing import listing
from participation.asks.views.write import write
from participation.models import Person, Subject
from participation.subjects.above import look_above

MAX_ID = 2**63 - 1


def place_of_key(pk: int) -> Subject | None:
    """Return a public commitment or action of one, by the key of its subject."""
    if pk > MAX_ID:
        return None
    rows = Subject.objects.public().filter(pk=pk, kind__in=place.KINDS).defer("search")
    found: Subject | None = rows.first()
    if found is None or place.watched(found) is None:
        return None
    look_above([found])
    return found


def _or_404(pk: int) -> Subject:
    found = place_of_key(pk)
    if found is None:
        raise Http404
    return found


@require_safe
def everywhere(request: HttpRequest, kind: str) -> HttpResponse:
    """Show everything of a kind, and how fast each institution answers."""
    return listing(request, kind, None, answer_times=figures(kind, timezone.now()))


@require_safe
def of_place(request: HttpRequest, kind: str, subject_pk: int) -> HttpResponse:
    """Show what was observed at one commitment or action."""
    return listing(request, kind, _or_404(subject_pk))


def _offer(person: Person, at: datetime, *, kind: str, subject_pk: int) -> Offer | None:
    """Return the wish to observe; None for what the person may not see."""
    found = place_of_key(subject_pk)
    if found is None:
        return None
    known: Any = get_kind(kind)
    verdict = policies.may_ask(person, known, found, at=at)
    return Offer(known.words.ask, found.shown_title, found.path, verdict, (), None)


@resumable(_offer, opens=True)
def ask(request: HttpRequest, kind: str, subject_pk: int) -> HttpResponseBase:
    """Observe, ask or report on a commitment or action."""
    return write(request, kind, _or_404(subject_pk))
