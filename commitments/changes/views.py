"""Pages of recommendations and institutional changes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments.changes import actions, policies
from commitments.changes.forms import ChangeForm, RecommendForm
from commitments.models import Commitment, InstitutionalChange, Recommendation
from commitments.reviews.forms import WhyForm
from commitments.reviews.policies import may_write
from commitments.reviews.views.common import POSTS, done, draft_or_404, form_page, posted
from participation.access.decorators import signed_in_to_act
from participation.asks.views.common import MAX_ID, reader, signed_in
from participation.subjects import above
from participation.web.keyset import paginate

SIZE = 24


def _page_row(request: HttpRequest, rows: Any, pk: int) -> Any:
    """Return a row with what its page asks of its subject. Raises Http404."""
    person = reader(request)
    rows = rows.annotate(**above.asked(None if person is None else person.pk)).select_related("subject__counts")
    found = rows.defer("subject__search", "commitment__subject__search").filter(pk=pk).first() if pk <= MAX_ID else None
    if found is None:
        raise Http404
    above.keep(found, found.subject)
    return found


@require_safe
def recommendations(request: HttpRequest) -> HttpResponse:
    """List what assessments recommended, the newest first."""
    rows = Recommendation.objects.public().for_page().select_related("subject__response", "assessment__subject")
    rows = rows.defer("subject__search", "assessment__subject__search", "commitment__subject__search")
    page = paginate(request, rows, order=("-id",), size=SIZE)
    return render(request, "commitments/changes/recommendations.html", {"page": page})


@require_safe
def recommendation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one recommendation: from whom, the answer, and what changed."""
    rows = Recommendation.objects.public().for_page().select_related("assessment__subject", "subject__response")
    row = _page_row(request, rows, pk)
    changes = InstitutionalChange.objects.public().filter(recommendation=row).select_related("subject")
    context = {
        "row": row,
        "changes": changes.order_by("-in_force_on", "-pk"),
        "response": getattr(row.subject, "response", None),
    }
    return render(request, "commitments/changes/recommendation.html", context)


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """List what commitments changed for good."""
    rows = InstitutionalChange.objects.public().for_page()
    page = paginate(request, rows, order=("-in_force_on", "-id"), size=SIZE)
    return render(request, "commitments/changes/changes.html", {"page": page})


@require_safe
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one change: what is different, where it can be checked, which commitment it came from."""
    rows = (
        InstitutionalChange.objects.public()
        .for_page()
        .select_related("commitment__plan__component__process__subject", "recommendation__subject")
    )
    row = _page_row(request, rows, pk)
    person = reader(request)
    may = person is not None and bool(policies.may_withdraw(person, row))
    return render(request, "commitments/changes/change.html", {"row": row, "may_withdraw": may})


def _commitment_or_404(pk: int) -> Commitment:
    rows: Any = Commitment.objects.public().for_page()
    found: Commitment | None = rows.filter(pk=pk).first() if pk <= MAX_ID else None
    if found is None:
        raise Http404
    return found


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def put_down(request: HttpRequest, commitment_pk: int) -> HttpResponse:
    """Put down what a commitment changed for good."""
    commitment, by = _commitment_or_404(commitment_pk), signed_in(request)
    policies.may_record(by, commitment).enforce()
    form = ChangeForm(posted(request), commitment=commitment)
    made: list[InstitutionalChange] = []

    def act() -> None:
        made.append(actions.record_change(commitment=commitment, by=by, at=timezone.now(), **form.cleaned_data))

    if done(request, form, act):
        messages.success(request, _("It is public. Whoever follows the commitment is told."))
        return redirect(made[0].get_absolute_url())
    lead = _("A rule, an area or a mechanism that outlasts this administration, and where anybody can check it.")
    title, what = _("What changed for good"), commitment.in_language("title")
    back = commitment.get_absolute_url()
    return form_page(request, form, title=title, label=_("Publish it"), lead=lead, what=what, back=back)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was put down by mistake."""
    rows = InstitutionalChange.objects.public().for_page()
    row = (
        rows.select_related("commitment__plan__component__process__subject").filter(pk=pk).first()
        if pk <= MAX_ID
        else None
    )
    if row is None:
        raise Http404
    by = signed_in(request)
    policies.may_withdraw(by, row).enforce()
    form = WhyForm(posted(request))
    if done(
        request,
        form,
        lambda: actions.withdraw_change(change=row, reason=form.cleaned_data["reason"], by=by, at=timezone.now()),
    ):
        messages.success(request, _("It was taken back. The reason stays in its history."))
        return redirect(row.commitment.get_absolute_url())
    title, back = _("Take this back"), row.get_absolute_url()
    return form_page(request, form, title=title, label=_("Take it back"), what=row.title, back=back, danger=True)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def recommend(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a recommendation to a draft."""
    assessment, by = draft_or_404(request, pk), signed_in(request)
    may_write(by, assessment).enforce()
    form = RecommendForm(posted(request), assessment=assessment)
    if done(
        request,
        form,
        lambda: actions.recommend(assessment=assessment, by=by, at=timezone.now(), **form.cleaned_data),
    ):
        messages.success(request, _("It is kept in your draft."))
        return redirect("reviews:write", assessment.pk)
    back, title = reverse("reviews:write", args=[assessment.pk]), _("Add a recommendation")
    return form_page(request, form, title=title, label=_("Keep it"), what=assessment.title, back=back)


@require_POST
@signed_in_to_act
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a recommendation out of a draft."""
    row = Recommendation.objects.select_related("assessment").filter(pk=pk).first() if pk <= MAX_ID else None
    if row is None:
        raise Http404
    assessment, by = draft_or_404(request, row.assessment_id), signed_in(request)
    actions.drop_recommendation(recommendation=row, by=by, at=timezone.now())
    messages.success(request, _("It is not in your draft any more."))
    return redirect("reviews:write", assessment.pk)
