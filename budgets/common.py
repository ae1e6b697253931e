"""Steps that pages of budgets share."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from budgets.models import Contest, Project
from budgets.structure.policies import may_prepare
from participation.access import roles
from participation.access.verdict import Denied
from participation.asks.views.common import MAX_ID, reader, signed_in
from participation.followup.views.common import attempt
from participation.models import Person
from participation.subjects import above
from processes.models import Component

POSTS = ["GET", "HEAD", "POST"]
INVALID = 422

__all__ = ["INVALID", "MAX_ID", "POSTS", "done", "form_page", "reader", "signed_in"]


def component_or_404(request: HttpRequest, pk: int) -> Component:
    """Return an activity with a budget that the reader may see. Raises Http404."""
    rows = Component.objects.visible_to(reader(request)).with_clock().filter(kind="budget")
    found: Component | None = rows.filter(pk=pk).first() if pk <= MAX_ID else None
    if found is None:
        raise Http404
    return found


def led_or_404(request: HttpRequest, pk: int) -> Component:
    """Return an activity with a budget that the official leads. Raises Http404 and ActDenied."""
    found = component_or_404(request, pk)
    roles.may_work_as(signed_in(request), roles.STEWARDS, found.subject).enforce()
    return found


def contest_or_404(request: HttpRequest, pk: int) -> Contest:
    """Return a contest that the reader may see, with its activity's clock. Raises Http404."""
    person = reader(request)
    rows = Contest.objects.visible_to(person).for_page().annotate(**above.asked(None if person is None else person.pk))
    found: Contest | None = rows.filter(pk=pk).first() if pk <= MAX_ID else None
    if found is None:
        raise Http404
    above.keep(found, found.subject)
    found.budget.component = Component.objects.with_clock().get(pk=found.budget.component_id)
    found.budget.component.__dict__["_budget"] = found.budget
    return found


def led_contest_or_404(request: HttpRequest, pk: int) -> Contest:
    """Return a contest that the official leads. Raises Http404 and ActDenied."""
    found = contest_or_404(request, pk)
    roles.may_work_as(signed_in(request), roles.STEWARDS, found.subject).enforce()
    return found


def project_or_404(request: HttpRequest, pk: int) -> Project:
    """Return a project that the reader may see, with its activity's clock. Raises Http404."""
    person = reader(request)
    rows = Project.objects.visible_to(person).for_listing().select_related("subject__counts", "proposal__subject")
    rows = rows.defer("subject__search", "contest__subject__search", "contest__budget__component__subject__search",
                      "proposal__subject__search")  # fmt: skip
    me = None if person is None else person.pk
    found: Project | None = rows.annotate(**above.asked(me)).filter(pk=pk).first() if pk <= MAX_ID else None
    if found is None:
        raise Http404
    above.keep(found, found.subject)
    budget = found.contest.budget
    budget.component = Component.objects.with_clock().get(pk=budget.component_id)
    budget.component.__dict__["_budget"] = budget
    found.subject.__dict__["_project"] = found
    return found


def keeper(request: HttpRequest, kinds: set[str] | None = None) -> Person:
    """Return who is signed in. Raises ActDenied where they answer for nothing."""
    person = signed_in(request)
    if roles.scopes(person, kinds or roles.STEWARDS) == set():
        Denied("role_missing", _("Your account does not have the role that this needs.")).enforce()
    return person


def around(contest: Contest, **more: Any) -> dict[str, Any]:
    """Return what every page of one contest shows."""
    component = contest.budget.component
    return {"contest": contest, "budget": contest.budget, "component": component, "process": component.process, **more}


def works(request: HttpRequest, component: Component) -> bool:
    """Tell whether the reader prepares the budget."""
    return bool(may_prepare(reader(request), component))


def form_page(request: HttpRequest, form: Any, template: str = "budgets/form.html", **context: Any) -> HttpResponse:
    """Return a page with one form; what was refused comes back as 422."""
    return render(request, template, {"form": form, **context}, status=INVALID if form.errors else 200)


def done(request: HttpRequest, form: Any, act: Callable[[], Any]) -> bool:
    """Tell whether a valid form was posted and its act did it; what it refuses stands in the form."""
    return request.method == "POST" and form.is_valid() and attempt(form, act)
