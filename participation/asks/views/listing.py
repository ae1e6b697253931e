"""Lists of what people ask for: of one place, or of all."""

from datetime import date
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from participation.access.eligibility import describe
from participation.asks import policies
from participation.asks.filters import AskFilter
from participation.asks.models import Ask
from participation.asks.registry import Place, get_kind
from participation.asks.views.common import reader
from participation.web.keyset import paginate
from participation.web.memo import counted

NEWEST, WANTED, COMMENTED = "newest", "wanted", "commented"
KEYS = {
    NEWEST: ("-published_at", "-id"),
    WANTED: ("-subject__counts__joins", "-subject_id"),
    COMMENTED: ("-subject__counts__comments", "-subject_id"),
}
KNOWN = {"order", "after", "before"}
FOREIGN = ("utm_", "fbclid", "gclid", "mc_", "igshid")  # names that other sites add to links
SIZE = 20


@require_safe
def everywhere(request: HttpRequest, kind: str) -> HttpResponse:
    """Show everything of a kind."""
    return listing(request, kind, None)


def listing(request: HttpRequest, name: str, place: Place, **context: Any) -> HttpResponse:
    """Show what was asked at a place, or everywhere: answered and unanswered, in full view."""
    kind, at, person = get_kind(name), timezone.now(), reader(request)
    mine = bool(request.GET.get("mine") and person is not None)  # then also what waits for moderation
    rows = (Ask.objects.all() if mine else Ask.objects.public()).filter(kind=name).at_place(place)
    filters = AskFilter(request.GET, queryset=rows, request=request)
    unknown = [
        key[:40] for key in request.GET if key not in KNOWN | set(filters.form.fields) and not key.startswith(FOREIGN)
    ]
    order = request.GET.get("order") or NEWEST
    if order not in KEYS:
        raise BadRequest("order")
    valid = filters.is_valid() and not unknown
    keys = ("-created_at", "-id") if mine and order == NEWEST else KEYS[order]
    page = paginate(request, filters.qs.for_cards(), order=keys, size=SIZE) if valid else None
    rules = kind.rules(place)
    # The page of an activity has the coverage of its answers, which says the same.
    today, stranger = timezone.localdate(at), person is None
    found = None if place is not None else counted((name, today), lambda: _figures(name, today), stranger=stranger)
    return render(
        request,
        "participation/asks/list.html",
        {
            "kind": kind,
            "words": kind.words,
            "place": place,
            "page": page,
            "filters": filters,
            "figures": found,
            "order": order,
            "orders": {
                NEWEST: _("Newest first"),
                WANTED: kind.words.wanted,
                COMMENTED: _("Most commented first"),
            },
            "narrowed": any(filters.form[field].value() for field in filters.form.fields),
            "unknown": unknown,
            "verdict": policies.may_ask(person, kind, place, at=at),
            "closes": kind.closes(place, "ask", at),
            "rules": rules,
            "who": describe(rules.who_may_ask) if rules.who_may_ask else [],
            "write_url": kind.write_path(place),
            "list_url": kind.list_path(place),
            "crumbs": kind.crumbs(place),
            **context,
        },
        status=200 if valid else 400,
    )


def _figures(name: str, today: date) -> dict[str, int]:
    late = Q(state="published", subject__response__due_on__lt=today)
    return (
        Ask.objects.public()
        .filter(kind=name)
        .aggregate(  # type: ignore[no-any-return]
            all=Count("pk"), answered=Count("pk", filter=Q(state="answered")), late=Count("pk", filter=late)
        )
    )
