"""The pages of whoever plans: the tree, its texts and dates, how often it is told, who tells."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from participation.access.decorators import signed_in_to_act
from participation.followup import actions, policies
from participation.followup.forms import (
    ActionForm,
    MoveDatesForm,
    NewActionForm,
    ReasonForm,
    ReporterForm,
    ReportsForm,
)
from participation.followup.models import Action, Reporter
from participation.followup.tree import tree_of
from participation.followup.views.common import MAX_ID, attempt, form_page, reader, workable_or_404
from participation.models import Person

WRITE = ["GET", "HEAD", "POST"]
FORM = "participation/followup/form.html"


def _planned(request: HttpRequest, pk: int) -> Action:
    action = workable_or_404(request, pk)
    policies.may_manage(reader(request), action.followed).enforce()
    return action


def _post(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@require_http_methods(WRITE)
@signed_in_to_act
@never_cache
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the whole tree with what can be changed, how often it is told and who tells."""
    action = _planned(request, pk)
    if not action.is_root:
        root = Action.objects.filter(subject=action.followed_id).first()
        return redirect("followup:plan", root.pk if root else pk)
    form = ReportsForm(_post(request), initial={"months": action.report_every})
    if request.method == "POST" and form.is_valid():
        months, by, at = form.cleaned_data["months"], reader(request), timezone.now()
        act = attempt(form, lambda: actions.set_reports(followed=action.subject, months=months, by=by, at=at))  # type: ignore[arg-type]
        if act:
            messages.success(request, _("From now on, reports are asked for at this pace."))
            return redirect("followup:plan", pk)
    named = Reporter.objects.filter(followed=action.subject).select_related("person").order_by("ended_at", "pk")[:200]
    context = {"action": action, "tree": tree_of(action.subject, timezone.now()), "named": named}
    return form_page(request, "participation/followup/plan.html", form, **context)


@require_http_methods(WRITE)
@signed_in_to_act
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an action below another."""
    parent = _planned(request, pk)
    form = NewActionForm(_post(request), initial={"institution": parent.institution_id})
    if request.method == "POST" and form.is_valid():
        values, by = form.cleaned_data, reader(request)
        if attempt(form, lambda: actions.add_action(parent=parent, by=by, at=timezone.now(), **values)):  # type: ignore[arg-type]
            messages.success(request, _("The action is added. Its office is told."))
            return redirect("followup:plan", pk)
    words = {"title": _("Add an action"), "label": _("Add it")}
    words["lead"] = _("A step that somebody answers for, with a day: it is shown at once.")
    return form_page(request, FORM, form, action=parent, **words)


@require_http_methods(WRITE)
@signed_in_to_act
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what an action says."""
    action = _planned(request, pk)
    names = ("description", "deliverable", "responsible", "contact", "place", "weight")
    initial = {name: getattr(action, name) for name in names}
    form = ActionForm(
        _post(request), initial={**initial, "title": action.subject.title, "institution": action.institution_id}
    )
    if action.is_root:  # its title is its own room's
        form.fields["title"].disabled = True
    if request.method == "POST" and form.is_valid():
        values, by = form.cleaned_data, reader(request)
        if attempt(form, lambda: actions.edit_action(action=action, by=by, at=timezone.now(), **values)):  # type: ignore[arg-type]
            messages.success(request, _("It is changed. What it said before stays in its history."))
            return redirect(action.get_absolute_url())
    words = {"title": _("Correct it"), "label": _("Save"), "lead": _("What it said before stays in its history.")}
    return form_page(request, FORM, form, action=action, **words)


@require_http_methods(WRITE)
@signed_in_to_act
def dates(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the dates of an action, with a reason."""
    action = _planned(request, pk)
    initial = {name: getattr(action, name) for name in ("starts_on", "due_on", "due_words")}
    form = MoveDatesForm(_post(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        values, by = form.cleaned_data, reader(request)
        if attempt(form, lambda: actions.move_dates(action=action, by=by, at=timezone.now(), **values)):  # type: ignore[arg-type]
            messages.success(request, _("The dates moved. The old ones stay in view, with your reason."))
            return redirect(action.get_absolute_url())
    words = {"title": _("Move the dates"), "label": _("Move them")}
    words["lead"] = _("Anybody sees the old dates beside the new ones, and the reason.")
    return form_page(request, FORM, form, action=action, **words)


@require_http_methods(WRITE)
@signed_in_to_act
def name(request: HttpRequest, pk: int) -> HttpResponse:
    """Name who tells of it for an organisation or as a monitor."""
    action = _planned(request, pk)
    form = ReporterForm(_post(request))
    if request.method == "POST" and form.is_valid():
        data, by = form.cleaned_data, reader(request)
        person = Person.objects.filter(email__iexact=data["email"], is_active=True).first()
        values = {"voice": data["voice"], "organisation": data["organisation"]}
        if person is None:
            form.add_error("email", _("No account has this e-mail. Ask them to sign up first."))
        elif attempt(
            form,
            lambda: actions.name_reporter(followed=action.followed, person=person, by=by, at=timezone.now(), **values),  # type: ignore[arg-type]
        ):
            messages.success(request, _("They are told, and can report from now on."))
            return redirect("followup:plan", pk)
    words = {"title": _("Name who tells of it"), "label": _("Name them")}
    words["lead"] = _("They report in the name of their organisation, beside the government and never mixed with it.")
    return form_page(request, FORM, form, action=action, **words)


@require_http_methods(WRITE)
@signed_in_to_act
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that somebody tells of it no more, with a reason."""
    row = Reporter.objects.select_related("followed", "person").filter(pk=pk).first() if pk <= MAX_ID else None
    person: Any = reader(request)
    if row is None:
        raise Http404
    if row.person_id != person.pk:
        policies.may_manage(person, row.followed).enforce()
    root = Action.objects.for_page().get(subject=row.followed_id)
    form = ReasonForm(_post(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: actions.end_reporter(reporter=row, reason=reason, by=person, at=timezone.now())):
            messages.success(request, _("It is ended. What was told stays."))
            return redirect(root.get_absolute_url())
    words = {"title": _("End it"), "label": _("Yes, end it")}
    words["lead"] = _("%(name)s will not report any more for %(organisation)s. What was told stays.") % {
        "name": row.person.public_name,
        "organisation": row.organisation,
    }
    return form_page(request, FORM, form, action=root, **words)
