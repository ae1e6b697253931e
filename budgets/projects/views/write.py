"""Entering a project, correcting it, taking it back."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from budgets.common import MAX_ID, POSTS, around, contest_or_404, done, form_page, project_or_404, signed_in
from budgets.models import Contest, Project
from budgets.projects import policies
from budgets.projects.actions import edit_project, submit_project, withdraw_project
from budgets.projects.forms import EditForm, ReasonForm, SubmitForm
from budgets.states import ProjectState
from participation.access.decorators import signed_in_to_act
from participation.access.resume import Offer, resumable
from participation.models import Person
from processes.models import Component
from processes.policies import open_until


def _offer(person: Person, at: datetime, *, pk: int) -> Offer | None:
    """Return the wish to enter a project; None for a contest that is not shown."""
    contest = Contest.objects.public().for_page().filter(pk=pk).first() if pk <= MAX_ID else None
    if contest is None:
        return None
    component = contest.budget.component = Component.objects.with_clock().get(pk=contest.budget.component_id)
    verdict, rules = policies.may_submit_to(person, contest, at=at), tuple(component.config.who_may_submit)
    until = open_until(component, "submit", at)
    return Offer(_("Enter a project"), contest.title, f"/presupuestos/{pk}/nuevo/", verdict, rules, until)


@require_http_methods(POSTS)
@signed_in_to_act
@resumable(_offer, opens=True)
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a project in a contest."""
    contest, at, person = contest_or_404(request, pk), timezone.now(), signed_in(request)
    policies.may_submit_to(person, contest, at=at).enforce()
    posted = request.method == "POST"
    form = SubmitForm(request.POST if posted else None, request.FILES if posted else None, contest=contest)
    made: list[Project] = []
    if done(
        request,
        form,
        lambda: made.append(
            submit_project(
                contest=contest,
                content=form.content(),
                by=person,
                at=at,
                files=form.cleaned_data["files"],
                act_id=form.cleaned_data["act_id"],
            )
        ),
    ):
        messages.success(request, _("Your project is entered. It is studied next, and we tell you what is found."))
        return redirect(made[0].get_absolute_url())
    return form_page(request, form, "budgets/submit.html", **around(contest))


@require_http_methods(POSTS)
@signed_in_to_act
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a project: its author until it is studied, officials until the ballot is frozen."""
    project, at, person = project_or_404(request, pk), timezone.now(), signed_in(request)
    policies.may_edit(person, project, at=at).enforce()
    posted = request.method == "POST"
    form = EditForm(
        request.POST if posted else None, request.FILES if posted else None, contest=project.contest, project=project
    )
    if done(
        request,
        form,
        lambda: edit_project(
            project=project,
            content=form.content(),
            by=person,
            at=at,
            files=form.cleaned_data["files"],
            reason=form.cleaned_data["reason"],
        ),
    ):
        messages.success(request, _("It is corrected. What it said before stays in its history."))
        return redirect(project.get_absolute_url())
    words = {"title": _("Correct the project"), "label": _("Save"), "back": project.get_absolute_url()}
    return form_page(request, form, **around(project.contest, project=project, **words))


@require_http_methods(POSTS)
@signed_in_to_act
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a project back, after saying what that means."""
    project, at, person = project_or_404(request, pk), timezone.now(), signed_in(request)
    if project.state == ProjectState.WITHDRAWN:
        return redirect(project.get_absolute_url())
    policies.may_withdraw(person, project, at=at).enforce()
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if done(
        request,
        form,
        lambda: withdraw_project(project=project, reason=form.cleaned_data["reason"], by=person, at=at),
    ):
        messages.success(request, _("The project is withdrawn. Its page stays, with the reason."))
        return redirect(project.get_absolute_url())
    words = {
        "title": _("Withdraw this project"),
        "label": _("Yes, withdraw it"),
        "lead": _("It is not studied any more and people cannot vote for it. Its page stays, with the reason."),
        "back": project.get_absolute_url(),
        "danger": True,
    }
    return form_page(request, form, **around(project.contest, project=project, **words))
