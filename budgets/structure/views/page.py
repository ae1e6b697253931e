"""The page of a budget: how it is decided, and its contests; all budgets; where one can enter a project."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from budgets.common import component_or_404, reader, works
from budgets.models import Budget, Contest, Project
from budgets.structure.policies import budget_of
from budgets.structure.rules import ballot_in_words, rule_in_words, ties_in_words
from participation.access.eligibility import describe
from participation.web.keyset import paginate
from participation.web.richtext import tidy
from processes.models import Component
from processes.policies import is_open, open_until

SIZE, CONTESTS = 20, 24


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the participatory budgets of all processes, the newest first."""
    rows = Budget.objects.public().select_related("component__process", "component__subject").with_money()
    rows = rows.defer("component__subject__search")
    return render(request, "budgets/list.html", {"page": paginate(request, rows, order=("-id",), size=SIZE)})


def of_component(request: HttpRequest, component: Component) -> HttpResponse:
    """Show the budget of an activity: its contests, or the projects where there is only one contest."""
    budget = budget_of(component)
    contests = list(budget.contests.in_order()[:2]) if budget is not None else []  # type: ignore[attr-defined]
    if budget is None or not contests:
        context = {"component": component, "process": component.process, "works": works(request, component)}
        return render(request, "budgets/coming.html", context)
    if len(contests) == 1:
        from budgets.projects.views.listing import contest as one_contest

        return one_contest(request, contests[0].pk)
    return _contests(request, component, budget)


def _contests(request: HttpRequest, component: Component, budget: Budget) -> HttpResponse:
    at, words = timezone.now(), " ".join(tidy(request.GET.get("q", "")[:100]).split())
    rows: Any = Contest.objects.filter(budget=budget).public().with_projects()
    if words:
        rows = rows.filter(title__icontains=words)
    page = paginate(request, rows.select_related("subject").defer("subject__search"), order=("position", "id"),
                    size=CONTESTS)  # fmt: skip
    for row in page.rows:
        row.budget = budget
    context = {
        "component": component, "process": component.process, "budget": budget, "page": page, "q": words,
        "works": works(request, component), **rules_of(budget), **dates_of(component, at),
    }  # fmt: skip
    return render(request, "budgets/contests.html", context)


def rules_of(budget: Budget) -> dict[str, Any]:
    """Return how it is decided, in sentences."""
    return {
        "rules": [ballot_in_words(budget.ballot), rule_in_words(budget.rule), ties_in_words(budget.rule)],
        "who_votes": describe(budget.component.config.who_may_vote),
        "who_submits": describe(budget.component.config.who_may_submit),
    }


def dates_of(component: Component, at: Any) -> dict[str, Any]:
    """Return what is open now, and until when."""
    return {
        "submit_open": is_open(component, "submit", at),
        "submit_closes": open_until(component, "submit", at),
        "vote_open": is_open(component, "vote", at),
        "vote_closes": open_until(component, "vote", at),
    }


@require_safe
def where(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for which contest somebody enters a project; where there is one, go on at once."""
    component = component_or_404(request, pk)
    budget = budget_of(component)
    if budget is None:
        return redirect(component.get_absolute_url())
    rows: Any = Contest.objects.filter(budget=budget).public()
    words = " ".join(tidy(request.GET.get("q", "")[:100]).split())
    if not words and rows.count() == 1:
        return redirect("budgets:submit", rows.first().pk)
    rows = rows.filter(title__icontains=words) if words else rows
    page = paginate(request, rows.select_related("subject").defer("subject__search"), order=("position", "id"),
                    size=CONTESTS)  # fmt: skip
    for row in page.rows:
        row.budget = budget
    context = {"component": component, "process": component.process, "budget": budget, "page": page, "q": words,
               "mine": _mine(request, component)}  # fmt: skip
    return render(request, "budgets/where.html", context)


def _mine(request: HttpRequest, component: Component) -> list[Project]:
    person = reader(request)
    if person is None:
        return []
    rows = Project.objects.filter(contest__budget__component=component, author=person).select_related("subject")
    return list(rows.defer("subject__search").order_by("-created_at")[:10])
