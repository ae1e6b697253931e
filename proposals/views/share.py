"""A poster with a QR code, to print."""

import io

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from participation.web.addresses import absolute
from proposals.models import Proposal
from proposals.views.common import proposal_or_404


@require_safe
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the poster of a public proposal; the browser prints it."""
    proposal = get_object_or_404(Proposal.objects.public().for_page(), pk=proposal_or_404(request, pk).pk)
    return render(request, "proposals/poster.html", {"proposal": proposal, "address": absolute(proposal.subject.path)})


@require_safe
@cache_control(public=True, max_age=10)
def qr(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the QR code of a public proposal's address as SVG."""
    proposal = get_object_or_404(Proposal.objects.public().for_page(), pk=proposal_or_404(request, pk).pk)
    drawn = io.BytesIO()
    segno.make(absolute(proposal.subject.path), error="m").save(
        drawn, kind="svg", scale=8, border=2, dark="#000", light="#fff"
    )
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
