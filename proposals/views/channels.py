"""How proposals and supports of a call reached us, each channel counted apart."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from participation.contribution import Channel
from proposals.models import Proposal, Support
from proposals.views.common import call_or_404


@require_safe
def channels(request: HttpRequest, slug: str, component_slug: str) -> HttpResponse:
    """Show the counts by channel; those channels alone that brought something."""
    component = call_or_404(request, slug, component_slug)
    public = Proposal.objects.public().filter(component=component)
    made = _by_channel(public)
    supported = _by_channel(Support.objects.counting().filter(proposal__in=public))
    rows = [
        (one.label, made.get(one.value, 0), supported.get(one.value, 0))
        for one in Channel
        if one.value in made or one.value in supported
    ]
    totals = (sum(made.values()), sum(supported.values()))
    context = {"component": component, "process": component.process, "rows": rows, "totals": totals}
    return render(request, "proposals/channels.html", context)


def _by_channel(rows: Any) -> dict[str, int]:
    return {row["channel"]: row["n"] for row in rows.order_by().values("channel").annotate(n=Count("pk"))}
