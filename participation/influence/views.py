"""The pages "What became of what I did" and "From what people said to what came of it"."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from participation.access.decorators import signed_in_to_act
from participation.influence.drawing import draw, sentence
from participation.influence.flow import not_adopted, streams_below
from participation.influence.mine import moved, sum_of, told
from participation.subjects.visibility import subject_or_404
from participation.web.keyset import paginate


@require_safe
@signed_in_to_act
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """Show a person what became of everything in which they took part; nobody else sees it."""
    me: Any = request.user
    page = paginate(request, moved(me), order=("-moved_at", "-pk"), size=20)
    context = {"page": page, "rows": told(me, page.rows), "sum": sum_of(me)}
    return render(request, "participation/influence/mine.html", context)


@require_safe
def flow(request: HttpRequest, subject_pk: int) -> HttpResponse:
    """Show what became of everything that people handed in below something, and why some of it was not adopted."""
    subject = subject_or_404(subject_pk, request.user)  # type: ignore[arg-type]
    streams = streams_below(subject, timezone.now())
    page = paginate(request, not_adopted(subject), order=("-published_at", "-pk"), size=20)
    context = {
        "subject": subject,
        "streams": streams,
        "drawing": draw(streams),
        "sentence": sentence(streams),
        "total": sum(stream.number for stream in streams),
        "page": page,
    }
    return render(request, "participation/influence/flow.html", context)
