"""The whole public timeline of a subject."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from participation.events.querysets import timeline_of
from participation.events.timeline import lines
from participation.subjects.visibility import subject_or_404
from participation.web.keyset import paginate


@require_GET
def history(request: HttpRequest, subject_pk: int) -> HttpResponse:
    """Show all that happened to a subject that the reader may see, newest first."""
    subject = subject_or_404(subject_pk, request.user)  # type: ignore[arg-type]
    page = paginate(request, timeline_of(subject.pk), order=("-at", "-id"))
    return render(
        request,
        "participation/notifications/history.html",
        {
            "subject": subject,
            "page": page,
            "lines": lines(page.rows),
        },
    )
