"""The page of the standards of a plan."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commitments.models import Plan
from commitments.standards.report import report_of
from participation.asks.views.common import reader


@require_safe
def standards(request: HttpRequest, slug: str, component_slug: str) -> HttpResponse:
    """Show how a plan keeps the standards: what holds, what does not, why, and by when."""
    rows: Any = Plan.objects.public().for_page()
    found = rows.filter(component__process__slug=slug[:100], component__slug=component_slug[:100]).first()
    if found is None:
        raise Http404
    at = timezone.now()
    report = None if found.ran_elsewhere else report_of(found, at, stranger=reader(request) is None)
    return render(request, "commitments/standards/page.html", {"plan": found, "report": report})
