"""What everybody reads: the list of assessments, and one of them whole."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments.models import Assessment, AssessmentValue, Commitment
from commitments.reviews import policies
from commitments.reviews.shown import review_in
from commitments.reviews.views.common import assessment_or_404
from participation.asks.views.common import reader
from participation.web.keyset import paginate

SIZE = 24


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List what was published, the newest first."""
    rows = Assessment.objects.public().for_page()  # type: ignore[attr-defined]
    page = paginate(request, rows, order=("-published_at", "-id"), size=SIZE)
    return render(request, "commitments/reviews/list.html", {"page": page})


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one assessment: its source, and what it says of each commitment."""
    assessment, person = assessment_or_404(request, pk), reader(request)
    values: Any = AssessmentValue.objects.filter(assessment=assessment).select_related("variable", "value")
    by_commitment: dict[int | None, list[AssessmentValue]] = {}
    for value in values.order_by("pk"):
        value.assessment = assessment
        by_commitment.setdefault(value.commitment_id, []).append(value)
    whole = by_commitment.pop(None, [])
    rows: Any = Commitment.objects.public().for_page().filter(pk__in=by_commitment).order_by("position", "pk")
    correction = Assessment.objects.public().filter(corrects=assessment).select_related("subject").first()
    context = {
        "assessment": assessment,
        "of_plan": review_in(whole),
        "reviewed": [(row, review_in(by_commitment[row.pk])) for row in rows],
        "corrected_by": correction,
        "recommended": assessment.recommendations.select_related("subject__response")
        .defer("subject__search")
        .order_by("position", "pk"),
        "may_correct": person is not None
        and assessment.published_at is not None
        and bool(policies.may_correct(person, assessment)),
    }
    return render(request, "commitments/reviews/detail.html", context)
