"""Acts on a budget at the same moment, each over a connection of its own."""

from typing import Any

import pytest

from budgets.models import Contest, Project, Work
from budgets.projects.actions import submit_project
from budgets.projects.content import ProjectContent
from budgets.structure.actions import add_contest
from budgets.works.actions import begin_works
from participation.access.verdict import ActDenied
from tests.budgets.pots import costed, make_budget, make_contest
from tests.personas import NOW, make_person, official
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_person_keeps_to_the_limit_and_one_project_becomes_one_work() -> None:
    """Four windows of one person enter one project each where one is allowed; two officials publish the winners at once.

    Without the hold on the person's row those in different contests count none before them, and two projects stand. Without the hold on
    the contests of a budget two contests get the same place; without that on the projects one of the officials fails at
    the unique key of works instead of finding them begun.
    """
    carla, other, ana = official("Carla", "steward"), official("Otra", "steward"), make_person("Ana")
    contest = make_contest(carla, projects_per_person=1)
    second = add_contest(budget=contest.budget, title="Distrito", amount=100, by=carla, at=NOW)

    def enter(n: int) -> Any:
        content = ProjectContent(title=f"Parque {n}", summary="Un parque a la orilla del canal.")
        pk = (contest.pk, second.pk)[n % 2]
        return lambda: submit_project(contest=Contest.objects.get(pk=pk), content=content, by=ana, at=NOW)

    results = at_once(*(enter(n) for n in range(4)))
    assert sorted(type(result).__name__ for result in results) == ["ActDenied"] * 3 + ["Project"]
    assert {result.denial.code for result in results if isinstance(result, ActDenied)} == {"project_limit"}
    lamps = costed(contest, carla)
    Project.objects.filter(pk=lamps.pk).update(state="winner", number=1)
    begun = at_once(*(lambda by=by: begin_works(contest=contest, by=by, at=NOW) for by in (carla, other)))
    assert sorted(len(result) for result in begun) == [0, 1]
    assert Work.objects.count() == 1
    budget = make_budget(carla, slug="otro")
    added = at_once(
        *(lambda n=n: add_contest(budget=budget, title=f"Distrito {n}", amount=100, by=carla, at=NOW) for n in range(4))
    )
    assert [type(result) for result in added] == [Contest] * 4
    assert sorted(budget.contests.values_list("position", flat=True)) == [1, 2, 3, 4]
