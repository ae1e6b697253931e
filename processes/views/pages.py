"""The page of an information page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from processes.models import Component


def page(request: HttpRequest, component: Component) -> HttpResponse:
    """Show an information page within its process."""
    return render(request, "processes/page.html", {"component": component, "process": component.process})
