"""The two buttons of joins."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from participation.access.decorators import signed_in_to_act
from participation.access.resume import Offer, resumable
from participation.joins import policies
from participation.joins.actions import join_subject, leave_subject
from participation.joins.panel import panel
from participation.joins.registry import joinable
from participation.models import Subject
from participation.subjects.visibility import subject_or_404

if TYPE_CHECKING:
    from participation.models import Person


def join_offer(person: "Person", at: datetime, *, subject_pk: int) -> Offer | None:
    """Return the wish to join; None for what nobody can join."""
    subject = subject_or_404(subject_pk, person)
    kind = joinable(subject)
    if kind is None:
        return None
    verdict = policies.may_join(person, subject, at=at)
    rules = tuple(kind.rules(subject))
    return Offer(kind.label, subject.shown_title, subject.path, verdict, rules, kind.closes(subject, at))


@require_POST
@signed_in_to_act
@resumable(join_offer)
def join(request: HttpRequest, subject_pk: int) -> HttpResponse:
    """Join what somebody asked for."""
    subject = subject_or_404(subject_pk, request.user)  # type: ignore[arg-type]
    join_subject(subject=subject, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    return _after(request, subject, "said")


@require_POST
@signed_in_to_act
def leave(request: HttpRequest, subject_pk: int) -> HttpResponse:
    """Take it back."""
    subject = subject_or_404(subject_pk, request.user)  # type: ignore[arg-type]
    leave_subject(subject=subject, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    return _after(request, subject, "unsaid")


def _after(request: HttpRequest, subject: Subject, which: str) -> HttpResponse:
    words = getattr(joinable(subject), which)
    if request.headers.get("HX-Request"):
        fresh: Any = Subject.objects.select_related("counts").get(pk=subject.pk)
        shown = panel(request.user, fresh, timezone.now())  # type: ignore[arg-type]
        return render(
            request, "participation/joins/panel.html", {**shown, "text": words, "csrf_token": get_token(request)}
        )
    messages.success(request, words)
    return HttpResponseRedirect(f"{subject.get_absolute_url()}#sumarse")
