"""Asking for a clarification, and answering it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from budgets.common import POSTS, around, done, form_page, project_or_404, signed_in
from budgets.evaluation import policies
from budgets.evaluation.actions import answer_clarification, ask_clarification
from budgets.evaluation.forms import AnswerForm, ClarificationForm
from budgets.models import Clarification
from participation.access.decorators import signed_in_to_act


@require_http_methods(POSTS)
@signed_in_to_act
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to have explained why a project cannot be done."""
    project, person, at = project_or_404(request, pk), signed_in(request), timezone.now()
    policies.may_ask(person, project, at=at).enforce()
    form = ClarificationForm(request.POST if request.method == "POST" else None)
    if done(
        request, form, lambda: ask_clarification(project=project, text=form.cleaned_data["text"], by=person, at=at)
    ):
        messages.success(request, _("It is received. It is answered before the ballot is frozen, and we tell you."))
        return redirect(project.get_absolute_url())
    words = {
        "title": _("Ask for a clarification"),
        "label": _("Ask for it"),
        "lead": _("Once, within the term. Whoever decided explains it, or looks at your project again."),
        "back": project.get_absolute_url(),
    }
    return form_page(request, form, **around(project.contest, project=project, **words))


@require_http_methods(POSTS)
@signed_in_to_act
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a request for clarification."""
    project, person = project_or_404(request, pk), signed_in(request)
    row = Clarification.objects.filter(project=project).first()
    if row is None:
        raise Http404
    row.project = project
    policies.may_answer(person, row).enforce()
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if done(
        request,
        form,
        lambda: answer_clarification(clarification=row, by=person, at=timezone.now(), **form.cleaned_data),
    ):
        messages.success(request, _("The answer is published, and whoever asked is told."))
        return redirect("budgets:study", project.pk)
    words = {"title": _("Answer the request for clarification"), "label": _("Publish the answer")}
    words["quote"] = row.text
    return form_page(request, form, "budgets/desk/form.html", **around(project.contest, project=project, **words))
