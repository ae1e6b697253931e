"""The door, on a phone: list, search or code, one tap for each person, a count by sector for whoever did not register.

Plain forms; with JavaScript what was tapped without a line is kept on the phone and sent again, and counts once.
"""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from participation.access.decorators import signed_in_to_act
from participation.asks.views.common import signed_in
from participation.models import Person
from participation.search.text import fold
from participation.web.keyset import paginate
from processes.encounters import policies
from processes.encounters.actions.common import unseal
from processes.encounters.actions.door import check_in, undo_check_in, undo_walk_in, walk_in
from processes.encounters.views.common import encounter_or_404, faced
from processes.encounters.words import when_words
from processes.models import Encounter, Registration, RegistrationState, Sector

SIZE, SEARCHED = 60, 5_000


def named(row: Registration) -> str:
    """Return the name by which somebody is received."""
    person: Person | None = row.person
    return unseal(row.sealed_name) or (person.public_name if person is not None else _("(name erased)"))


def _found(encounter: Encounter, asked: str) -> list[Registration]:
    """Return who has this code, or a name with these letters, accents or not."""
    rows = Registration.objects.filter(encounter=encounter).exclude(state=RegistrationState.WITHDRAWN)
    rows = rows.select_related("person")
    exact = rows.filter(code=asked.strip().upper()[:8]).first()
    if exact is not None:
        return [exact]
    sought = fold(asked[:60])
    return [row for row in rows.order_by("pk")[:SEARCHED] if sought in fold(named(row))][:SIZE]


@require_safe
@signed_in_to_act
@never_cache
def door(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who registered, a button each; ``?q=`` looks for a name or code, ``?codigo=`` is where a pass leads."""
    row, person, at = encounter_or_404(request, pk), signed_in(request), timezone.now()
    policies.may_read_names(person, row).enforce()
    asked = (request.GET.get("codigo") or request.GET.get("q") or "").strip()
    rows = Registration.objects.filter(encounter=row).exclude(state=RegistrationState.WITHDRAWN)
    page: Any = None
    if asked:
        found = _found(row, asked)
    else:
        page = paginate(request, rows.select_related("person"), order=("id",), size=SIZE)
        found = list(page)
    for each in found:
        each.shown_name, each.needs = named(each), unseal(each.sealed_needs)  # type: ignore[attr-defined]
    counts = rows.aggregate(
        seated=Count("pk", filter=Q(state=RegistrationState.SEATED)),
        came=Count("pk", filter=Q(checked_in_at__isnull=False)),
    )
    walked = dict(row.walk_ins.order_by().values("sector").annotate(n=Count("pk")).values_list("sector", "n"))
    context = faced(
        row,
        page=page,
        found=found,
        asked=asked,
        counts=counts,
        sectors=[(name, label, walked.get(name, 0), uuid.uuid4()) for name, label in Sector.choices],
        walked=sum(walked.values()),
        verdict=policies.may_keep_door(person, row, at=at),
        when=when_words(row),
    )
    return render(request, "processes/encounters/desk/door.html", context)


def _answer(request: HttpRequest, encounter: Encounter, problem: str = "") -> HttpResponse:
    """Go back to the list, or tell the phone's script how it went."""
    if request.headers.get("Accept", "") == "application/json":
        return JsonResponse({"problem": problem}, status=409 if problem else 200)
    if problem:
        messages.error(request, problem)
    target = redirect("encounters:door", encounter.pk)
    asked = request.POST.get("q", "")[:60]
    if asked:
        target["Location"] += "?" + urlencode({"q": asked})
    return target


@require_POST
@signed_in_to_act
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Check somebody in, or with ``undo`` take it back; sent twice it counts once."""
    row, at, by = encounter_or_404(request, pk), timezone.now(), signed_in(request)
    policies.may_read_names(by, row).enforce()
    given = request.POST.get("registration", "")
    key = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
    found = Registration.objects.filter(encounter=row, pk=key).first()
    if found is None:
        raise Http404
    try:
        (undo_check_in if request.POST.get("undo") else check_in)(registration=found, by=by, at=at)
    except ValidationError as error:
        return _answer(request, row, " ".join(error.messages))
    return _answer(request, row)


@require_POST
@signed_in_to_act
def walked_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Count somebody who did not register, or with ``undo`` take the last one of a sector back."""
    row, at, by = encounter_or_404(request, pk), timezone.now(), signed_in(request)
    sector = request.POST.get("sector", "")
    if request.POST.get("undo"):
        undo_walk_in(encounter=row, sector=sector[:15], by=by, at=at)
        return _answer(request, row)
    try:
        act_id = uuid.UUID(request.POST.get("act_id", "")[:40])
    except ValueError:
        return _answer(request, row, _("Load the page again."))
    try:
        walk_in(encounter=row, sector=sector, act_id=act_id, by=by, at=at)
    except ValidationError as error:
        return _answer(request, row, " ".join(error.messages))
    return _answer(request, row)
