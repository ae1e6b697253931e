"""The page of one project."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from budgets.common import around, project_or_404, reader, works
from budgets.models import Project
from budgets.projects import policies
from budgets.states import BEFORE_THE_BALLOT


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a project: what would be done, what it costs, whether it can be done and why, and what became of it."""
    project, person, at = project_or_404(request, pk), reader(request), timezone.now()
    from budgets.evaluation.panel import study_of

    own = person is not None and project.author_id == person.pk
    working = works(request, project.contest.budget.component)
    excluding = []
    if project.exclusive_group:
        rows = Project.objects.filter(contest=project.contest_id, exclusive_group=project.exclusive_group)
        excluding = list(
            rows.public().standing().exclude(pk=project.pk).select_related("subject").defer("subject__search")[:20]  # type: ignore[attr-defined]
        )
    before = project.state in BEFORE_THE_BALLOT
    context = around(
        project.contest,
        project=project,
        alone=not project.contest.budget.contests.exclude(pk=project.contest_id).exists(),
        own=own,
        works=working,
        excluding=excluding,
        category=project.contest.budget.category_title(project.category),
        may_edit=policies.may_edit(person, project, at=at) if before and (own or working) else None,
        may_withdraw=policies.may_withdraw(person, project, at=at) if before and (own or working) else None,
        **study_of(project, person, at),
    )
    return render(request, "budgets/project.html", context)
