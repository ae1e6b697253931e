"""The desk of proposals: what officials do with several at once, and with the calls that they lead."""

from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.responses.forms import keys
from participation.search.text import search_query
from participation.web.keyset import paginate
from processes.models import Component
from proposals.models import Proposal
from proposals.querysets import LIVE
from proposals.regrouping import in_order_of_keys
from proposals.regrouping_policies import leads_any
from proposals.views.common import signed_in

MOST = 100
ROWS = (
    "subject__response",
    "component__process",
    "component__subject",
    "author",
    "organisation",
    "counts",
    "territory",
)


@require_safe
@signed_in_to_act
@never_cache
def queue(request: HttpRequest) -> HttpResponse:
    """Show the proposals of the calls that this official leads, to be marked and worked on together."""
    person = signed_in(request)
    leads_any(person).enforce()
    call, words = request.GET.get("convocatoria", ""), request.GET.get("q", "").replace("\x00", "")[:200]
    if not (call == "" or (call.isascii() and call.isdigit() and len(call) < 19)):
        raise BadRequest("convocatoria")
    rows: Any = led(person)
    calls = Component.objects.filter(pk__in=rows.order_by().values("component")).select_related("process")
    if call:
        rows = rows.filter(component=int(call))
    query = search_query(words)
    if query:
        rows = rows.filter(subject__search=SearchQuery(query, search_type="raw", config="simple"))
    page = paginate(
        request, rows.select_related(*ROWS).defer("subject__search"), order=("-published_at", "-pk"), size=25
    )
    context = {
        "page": page,
        "calls": list(calls.order_by("-process", "pk")[:100]),
        "call": int(call) if call else None,
        "q": words,
        "all_marked": request.GET.get("todas") == "1",
    }
    return render(request, "proposals/desk/queue.html", context)


def led(person: Any) -> Any:
    """Return the proposals that stand by themselves in calls which this official leads."""
    rows: Any = Proposal.objects.within(person, roles.STEWARDS)
    return rows.filter(state__in=LIVE, subject__state="published")


def marked(request: HttpRequest) -> list[Proposal]:
    """Return the marked proposals within the calls that this official leads, in the order of the list."""
    given = request.POST if request.method == "POST" else request.GET
    chosen = keys(given.getlist("cosa"), MOST)
    rows: Any = Proposal.objects.within(signed_in(request), roles.STEWARDS)
    return in_order_of_keys(rows.filter(pk__in=chosen).select_related(*ROWS).defer("subject__search"), chosen)


def led_or_404(request: HttpRequest, pk: int) -> Proposal:
    """Return a proposal of a call that this official leads. Raises Http404."""
    rows: Any = Proposal.objects.within(signed_in(request), roles.STEWARDS)
    found: Proposal | None = rows.filter(pk=pk).select_related(*ROWS).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found
