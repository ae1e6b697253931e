"""The desk of assessors: begun, written commitment by commitment, published, corrected."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commitments.models import Assessment, AssessmentValue, Assessor, Commitment, Plan, Variable
from commitments.reviews import actions, policies
from commitments.reviews.forms import DocumentForm, SayForm, SureForm, WhyForm
from commitments.reviews.views.common import POSTS, done, draft_or_404, form_page, posted
from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import Denied
from participation.asks.views.common import MAX_ID, signed_in
from participation.web.keyset import paginate
from processes.models import Forum

SIZE = 20


@require_safe
@signed_in_to_act
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """Show the appointments and drafts of whoever assesses, and what officials put down."""
    person = signed_in(request)
    appointed = list(Assessor.objects.now().for_page().filter(person=person).order_by("-since", "-pk")[:50])  # type: ignore[attr-defined]
    held = roles.scopes(person, roles.STEWARDS)
    drafts = Assessment.objects.drafts(person).for_page()  # type: ignore[attr-defined]
    if held == set() and not appointed and not drafts.exists():
        words = _("Assessments are written by whoever a forum of government and society appointed.")
        Denied("role_missing", words).enforce()
    plans: Any = Plan.objects.for_page()
    if held is not None:
        place = "component__subject"
        plans = plans.filter(Q(**{f"{place}__in": held}) | Q(**{f"{place}__ancestors__overlap": list(held)}))
    context = {
        "appointed": appointed,
        "page": paginate(request, drafts, order=("-created_at", "-id"), size=SIZE),
        "plans": plans.order_by("-starts_on", "-pk")[:50] if held != set() else (),
        "forums": Forum.objects.workable_by(person).filter(state="published").order_by("title", "pk")[:50],  # type: ignore[attr-defined]
    }
    return render(request, "commitments/reviews/desk.html", context)


def _plan_or_404(pk: int) -> Plan:
    found: Plan | None = Plan.objects.public().for_page().filter(pk=pk).first() if pk <= MAX_ID else None  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def begin(request: HttpRequest, plan_pk: int) -> HttpResponse:
    """Begin an assessment of a plan; whoever runs the plan copies a document instead."""
    plan, by, at = _plan_or_404(plan_pk), signed_in(request), timezone.now()
    assessor = Assessor.objects.now().for_page().filter(plan=plan, person=by).first()  # type: ignore[attr-defined]
    policies.may_record(by, plan, assessor, at=at).enforce()
    form = DocumentForm(posted(request), copied=assessor is None)
    made: list[Assessment] = []

    def act() -> None:
        made.append(actions.record_assessment(plan=plan, assessor=assessor, by=by, at=at, **form.facts()))

    if done(request, form, act):
        messages.success(request, _("The draft is kept. Now say what it says of each commitment."))
        return redirect("reviews:write", made[0].pk)
    copied = _("Copy it word for word: everybody can compare it with the original, and nobody can change it later.")
    own = _("Nobody sees it until you publish it.")
    title = _("Begin an assessment") if assessor else _("Copy a review that was published elsewhere")
    lead = own if assessor else copied
    return form_page(request, form, title=title, label=_("Keep the draft"), lead=lead, what=plan.title)


@require_safe
@signed_in_to_act
@never_cache
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft: of which commitments something is said, and what comes next."""
    assessment, by = draft_or_404(request, pk), signed_in(request)
    policies.may_write(by, assessment).enforce()
    rows: Any = Commitment.objects.public().for_page().filter(plan=assessment.plan)
    said = Count("assessment_values", filter=Q(assessment_values__assessment=assessment))
    context = {
        "assessment": assessment,
        "commitments": rows.annotate(said=said).order_by("position", "pk"),
        "recommended": assessment.recommendations.order_by("position", "pk"),
        "of_plan": AssessmentValue.objects.filter(assessment=assessment, commitment=None).count(),
    }
    return render(request, "commitments/reviews/write.html", context)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the document and the dates of a draft."""
    assessment, by = draft_or_404(request, pk), signed_in(request)
    policies.may_write(by, assessment).enforce()
    form = DocumentForm(posted(request), copied=assessment.assessor_id is None, assessment=assessment)
    if done(
        request,
        form,
        lambda: actions.revise_assessment(assessment=assessment, by=by, at=timezone.now(), **form.facts()),
    ):
        messages.success(request, _("It is saved."))
        return redirect("reviews:write", assessment.pk)
    back = reverse("reviews:write", args=[assessment.pk])
    return form_page(request, form, title=_("Document and dates"), label=_("Save"), back=back)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def say(request: HttpRequest, pk: int, commitment_pk: int) -> HttpResponse:
    """Write what the assessment says of one commitment."""
    assessment = draft_or_404(request, pk)
    rows: Any = Commitment.objects.public().for_page().filter(plan=assessment.plan)
    commitment = rows.filter(pk=commitment_pk).first() if commitment_pk <= MAX_ID else None
    if commitment is None:
        raise Http404
    return _say(request, assessment, commitment)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def say_of_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what the assessment says of the plan as a whole."""
    return _say(request, draft_or_404(request, pk), None)


def _say(request: HttpRequest, assessment: Assessment, commitment: Commitment | None) -> HttpResponse:
    by = signed_in(request)
    policies.may_write(by, assessment).enforce()
    asked = Variable.objects.filter(scheme=assessment.scheme).prefetch_related("scale").order_by("position")
    variables = list(asked if commitment is None else asked.filter(of_plan=False))
    values = list(
        AssessmentValue.objects.filter(assessment=assessment, commitment=commitment).select_related("value", "variable")
    )
    copied = assessment.assessor_id is None
    form = SayForm(posted(request), variables=variables, values=values, copied=copied)
    notes = {value.variable_id: value.footnotes for value in values}

    def act() -> None:
        verdicts = form.verdicts(notes)
        actions.say_of(assessment=assessment, commitment=commitment, values=verdicts, by=by, at=timezone.now())

    if done(request, form, act):
        messages.success(request, _("It is kept in your draft."))
        return redirect("reviews:write", assessment.pk)
    title = commitment.in_language("title") if commitment else _("The plan as a whole")
    lead = _("Leave empty what the assessment says nothing of.")
    back = reverse("reviews:write", args=[assessment.pk])
    return form_page(request, form, title=title, label=_("Keep it"), lead=lead, what=assessment.title, back=back)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a draft, after saying that it stands for good."""
    assessment, by = draft_or_404(request, pk), signed_in(request)
    policies.may_write(by, assessment).enforce()
    form = SureForm(posted(request))
    if done(request, form, lambda: actions.publish_assessment(assessment=assessment, by=by, at=timezone.now())):
        messages.success(request, _("It is published. Whoever follows the plan and its commitments is told."))
        return redirect(assessment.get_absolute_url())
    lead = _(
        "From then on everybody reads it, and nobody can change or hide it: not you, not an official. A mistake is"
        " mended with another assessment that says why."
    )
    back = reverse("reviews:write", args=[assessment.pk])
    title, what = _("Publish the assessment"), assessment.title
    return form_page(request, form, title=title, label=_("Publish it for good"), lead=lead, what=what, back=back)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a draft up, after asking once."""
    assessment, by = draft_or_404(request, pk), signed_in(request)
    policies.may_write(by, assessment).enforce()
    form = SureForm(posted(request))
    if done(request, form, lambda: actions.discard_assessment(assessment=assessment, by=by, at=timezone.now())):
        messages.success(request, _("The draft was given up."))
        return redirect("reviews:desk")
    lead = _("What you wrote is not shown to anybody and cannot be brought back.")
    back = reverse("reviews:write", args=[assessment.pk])
    title, label = _("Give the draft up"), _("Give it up")
    return form_page(request, form, title=title, label=label, lead=lead, what=assessment.title, back=back, danger=True)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin another assessment that corrects a published one."""
    assessment, by = draft_or_404(request, pk), signed_in(request)
    policies.may_correct(by, assessment).enforce()
    form = WhyForm(posted(request))
    made: list[Assessment] = []

    def act() -> None:
        reason = form.cleaned_data["reason"]
        made.append(actions.correct_assessment(assessment=assessment, reason=reason, by=by, at=timezone.now()))

    if done(request, form, act):
        messages.success(request, _("A draft with everything that it said is yours to change."))
        return redirect("reviews:write", made[0].pk)
    lead = _("The first one stays in view and leads to the correction once you publish it.")
    title, back = _("Publish a correction"), assessment.get_absolute_url()
    return form_page(
        request, form, title=title, label=_("Begin the correction"), lead=lead, what=assessment.title, back=back
    )
