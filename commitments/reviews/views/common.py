"""Steps that pages of independent review share."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commitments.models import Assessment
from participation.asks.views.common import MAX_ID, reader, signed_in
from participation.followup.views.common import attempt
from participation.subjects import above

POSTS = ["GET", "HEAD", "POST"]
INVALID = 422


def assessment_or_404(request: HttpRequest, pk: int) -> Assessment:
    """Return an assessment that the reader may see. Raises Http404."""
    person = reader(request)
    rows: Any = Assessment.objects.visible_to(person).for_page().select_related("subject__counts", "corrects__subject")
    rows = rows.annotate(**above.asked(None if person is None else person.pk)).defer(
        "subject__search", "corrects__subject__search", "plan__component__subject__search",
        "assessor__session__subject__search",
    )  # fmt: skip
    found: Assessment | None = rows.filter(pk=pk).first() if pk <= MAX_ID else None
    if found is None:
        raise Http404
    above.keep(found, found.subject)
    return found


def draft_or_404(request: HttpRequest, pk: int) -> Assessment:
    """Return a draft that the reader writes; a published one too, so that the act says why not. Raises Http404."""
    person = signed_in(request)
    rows = Assessment.objects.visible_to(person).for_page()
    found: Assessment | None = rows.filter(pk=pk).first() if pk <= MAX_ID else None
    if found is None:
        raise Http404
    return found


def form_page(request: HttpRequest, form: Any, *, title: str, label: str, **more: Any) -> HttpResponse:
    """Return a page with one form; what was refused comes back as 422."""
    context = {"form": form, "title": title, "label": label, "back": reverse("reviews:desk"), **more}
    return render(request, "commitments/reviews/form.html", context, status=INVALID if form.errors else 200)


def done(request: HttpRequest, form: Any, act: Callable[[], Any]) -> bool:
    """Tell whether a valid form was posted and its act did it; what it refuses stands in the form."""
    return request.method == "POST" and form.is_valid() and attempt(form, act)


def posted(request: HttpRequest) -> Any:
    """Return what was posted; None for whoever only looks."""
    return request.POST if request.method == "POST" else None
