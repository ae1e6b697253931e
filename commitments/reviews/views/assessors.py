"""Pages on assessors: appointed by a forum, declaring their interests, leaving."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commitments.models import Assessor
from commitments.reviews import actions, policies
from commitments.reviews.forms import AppointForm, WhyForm
from commitments.reviews.views.common import POSTS, done, form_page, posted
from participation.access.decorators import signed_in_to_act
from participation.asks.views.common import MAX_ID, signed_in
from processes.forums.forms import ConflictForm
from processes.forums.policies import may_show
from processes.forums.views.common import run_or_404


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Put down whom a forum appointed in one of its sessions."""
    forum, by = run_or_404(request, pk), signed_in(request)
    may_show(by, forum).enforce()
    form = AppointForm(posted(request), forum=forum)
    if done(
        request,
        form,
        lambda: actions.appoint_assessor(forum=forum, by=by, at=timezone.now(), **form.facts()),
    ):
        messages.success(request, _("It is put down. They are told, and declare their interests before they begin."))
        return redirect("reviews:desk")
    fields: Any = form.fields
    nothing = ""
    if not fields["session"].queryset.exists():
        nothing = _(
            "This forum has no session with published minutes yet. Publish first those of the one that decided."
        )
    lead = _("Whoever assesses cannot work for an institution of the plan. The appointment is public.")
    title = _("Appoint an assessor")
    return form_page(request, form, title=title, label=_("Put it down"), lead=lead, what=forum.title, nothing=nothing)


def _own_or_404(request: HttpRequest, pk: int) -> Assessor:
    """Return an appointment that the reader has to do with. Raises Http404."""
    found: Assessor | None = (
        Assessor.objects.for_page().select_related("forum__institution").filter(pk=pk).first() if pk <= MAX_ID else None  # type: ignore[attr-defined]
    )
    by = signed_in(request)
    if found is None or (found.person_id != by.pk and not may_show(by, found.forum)):
        raise Http404
    return found


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def declare(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one's declaration of conflicts of interest."""
    row, by = _own_or_404(request, pk), signed_in(request)
    policies.may_declare(by, row).enforce()
    initial = {"conflict": row.conflict, "none": row.conflict_at is not None and not row.conflict}
    form = ConflictForm(posted(request), initial=initial)
    if done(
        request,
        form,
        lambda: actions.declare_conflict(
            assessor=row, conflict=form.cleaned_data["conflict"], by=by, at=timezone.now()
        ),
    ):
        messages.success(request, _("Your declaration is kept: it is published with what you assess."))
        return redirect("reviews:desk")
    lead = _("What could make others doubt your judgement. It is published with each assessment that you sign.")
    title = _("My declaration of interests")
    return form_page(request, form, title=title, label=_("Give the declaration"), lead=lead, what=row.plan.title)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an appointment, with a reason."""
    row, by = _own_or_404(request, pk), signed_in(request)
    policies.may_end(by, row).enforce()
    form = WhyForm(posted(request))
    if done(
        request,
        form,
        lambda: actions.end_appointment(assessor=row, reason=form.cleaned_data["reason"], by=by, at=timezone.now()),
    ):
        messages.success(request, _("The appointment ended. What was begun stays with whoever began it."))
        return redirect("reviews:desk")
    lead = _("What was published stays. Drafts stay with whoever wrote them, who can still publish them.")
    title = _("End an appointment")
    return form_page(
        request, form, title=title, label=_("End it"), lead=lead, what=f"{row.name} · {row.plan.title}", danger=True
    )
