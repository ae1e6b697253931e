"""The desk of the study: what somebody was asked to look into, and the dossier of one project."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from budgets.common import MAX_ID, POSTS, around, done, form_page, keeper, project_or_404, signed_in
from budgets.evaluation import policies
from budgets.evaluation.actions import assign_study, end_assignment, finish_study, record_finding, reopen_study
from budgets.evaluation.forms import AssignForm, FindingForm, FinishForm
from budgets.evaluation.panel import findings_of, reports_of
from budgets.models import Aspect, Assignment, Clarification, Finding, Project
from budgets.projects.forms import ReasonForm
from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.web.keyset import paginate
from participation.workdays import local_day


@require_safe
@signed_in_to_act
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """Show what this person was asked to study, what was given first on top."""
    person = keeper(request, roles.EVALUATORS)
    rows = Assignment.objects.filter(evaluator=person, ended_at=None).select_related(
        "project__subject", "project__contest__budget__component__process"
    )
    page = paginate(request, rows.defer("project__subject__search", "project__body"), order=("assigned_at", "id"),
                    size=25)  # fmt: skip
    found: dict[int, set[str]] = {}
    for project_id, aspect in Finding.objects.filter(project__in=[row.project_id for row in page.rows]).values_list(
        "project", "aspect"
    ):
        found.setdefault(project_id, set()).add(aspect)
    for row in page.rows:
        row.left = [
            label for name, label in Aspect.choices if name in row.aspects and name not in found.get(row.project_id, ())
        ]
    context = {"page": page, "today": local_day(timezone.now())}
    return render(request, "budgets/desk/studies.html", context)


def studied_or_404(request: HttpRequest, pk: int) -> Project:
    """Return a project whose study the official reads. Raises Http404 and ActDenied."""
    project = project_or_404(request, pk)
    policies.may_see_study(signed_in(request), project).enforce()
    return project


@require_safe
@signed_in_to_act
@never_cache
def study(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the dossier of a project: who looks into what, what was found, and what can be decided."""
    project, person = studied_or_404(request, pk), signed_in(request)
    known = {row.aspect: row for row in findings_of(project)}
    context = around(
        project.contest,
        project=project,
        aspects=[
            {"name": name, "label": label, "finding": known.get(name), "may": policies.may_find(person, project, name)}
            for name, label in Aspect.choices
        ],
        reports=reports_of(project),
        assignments=list(
            Assignment.objects.filter(project=project, ended_at=None).select_related("evaluator").order_by("pk")
        ),
        clarification=Clarification.objects.filter(project=project).first(),
        leads=policies.may_lead(person, project),
        may_assign=policies.may_assign(person, project),
        may_finish=policies.may_finish(person, project),
        may_reopen=policies.may_reopen(person, project),
        today=local_day(timezone.now()),
    )
    return render(request, "budgets/desk/study.html", context)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask somebody to study a project."""
    project, person = studied_or_404(request, pk), signed_in(request)
    policies.may_assign(person, project).enforce()
    form = AssignForm(request.POST if request.method == "POST" else None)
    if done(request, form, lambda: assign_study(project=project, by=person, at=timezone.now(), **form.cleaned_data)):
        messages.success(request, _("They are told what to look into."))
        return redirect("budgets:study", project.pk)
    words = {"title": _("Ask somebody to study it"), "label": _("Ask them")}
    return form_page(request, form, "budgets/desk/form.html", **around(project.contest, project=project, **words))


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def finding(request: HttpRequest, pk: int, aspect: str) -> HttpResponse:
    """Say what was found about one aspect."""
    if aspect not in Aspect.values:
        raise Http404
    project, person = studied_or_404(request, pk), signed_in(request)
    policies.may_find(person, project, aspect).enforce()
    known = Finding.objects.filter(project=project, aspect=aspect).first()
    posted = request.method == "POST"
    form = FindingForm(
        request.POST if posted else None, request.FILES if posted else None, aspect=aspect, finding=known
    )
    if done(
        request,
        form,
        lambda: record_finding(project=project, aspect=aspect, by=person, at=timezone.now(), **form.cleaned_data),
    ):
        messages.success(request, _("It is kept. Everybody reads it once the study is finished."))
        return redirect("budgets:study", project.pk)
    words: dict[str, Any] = {"title": Aspect(aspect).label, "label": _("Keep it")}
    return form_page(request, form, "budgets/desk/form.html", **around(project.contest, project=project, **words))


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide whether a project can be done."""
    project, person = studied_or_404(request, pk), signed_in(request)
    policies.may_finish(person, project).enforce()
    form = FinishForm(request.POST if request.method == "POST" else None, project=project)
    if done(request, form, lambda: finish_study(project=project, by=person, at=timezone.now(), **form.cleaned_data)):
        messages.success(request, _("The study is finished and public. Whoever entered the project is told."))
        return redirect("budgets:study", project.pk)
    words = {"title": _("Decide whether it can be done"), "label": _("Finish the study")}
    words["lead"] = _("From then on everybody reads the reasons and what was found.")
    return form_page(request, form, "budgets/desk/form.html", **around(project.contest, project=project, **words))


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a finished study up again."""
    project, person = studied_or_404(request, pk), signed_in(request)
    policies.may_reopen(person, project).enforce()
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if done(
        request,
        form,
        lambda: reopen_study(project=project, reason=form.cleaned_data["reason"], by=person, at=timezone.now()),
    ):
        messages.success(request, _("The study goes on. Its findings can be corrected."))
        return redirect("budgets:study", project.pk)
    words = {"title": _("Take the study up again"), "label": _("Take it up again")}
    words["lead"] = _("The decision and its cost go from view until the study is finished anew.")
    return form_page(request, form, "budgets/desk/form.html", **around(project.contest, project=project, **words))


@require_POST
@signed_in_to_act
@never_cache
def relieve(request: HttpRequest, pk: int) -> HttpResponse:
    """Relieve somebody of a study."""
    rows = Assignment.objects.filter(pk=pk) if pk <= MAX_ID else Assignment.objects.none()
    row = rows.first()
    if row is None:
        raise Http404
    row.project = studied_or_404(request, row.project_id)
    end_assignment(assignment=row, by=signed_in(request), at=timezone.now())
    messages.success(request, _("They no longer study this project. What they found stays."))
    return redirect("budgets:study", row.project_id)
