"""Budgets of the tests, frozen and open."""

from datetime import timedelta
from typing import Any

from budgets.models import Budget, Contest, Project
from budgets.projects.actions import add_project
from budgets.projects.content import ProjectContent
from budgets.structure.actions import add_contest, create_budget
from budgets.voting import actions
from participation.models import Person
from tests.factories import make_component, make_phase, make_process
from tests.participation.urn.worlds import VERIFIED
from tests.personas import NOW

BEFORE = NOW - timedelta(days=2)
COSTS = (60_000_00, 40_000_00, 50_000_00, 90_000_00)
TITLES = ("Parque lineal", "Luminarias del andador", "Techado de la cancha", "Puente peatonal")


def make_budget(by: Person, *, rules: list[dict[str, Any]] | None = None, **fields: Any) -> Budget:
    """Make a budget whose vote began yesterday and goes on for two days."""
    process = make_process(at=BEFORE)
    who = VERIFIED if rules is None else rules
    component = make_component(process, kind="budget", title="Presupuesto", settings={"who_may_vote": who})
    make_phase(process, opens=timedelta(days=-1), closes=timedelta(days=2), acts={component: ["vote"]})
    return create_budget(
        component=component, by=by, at=BEFORE, **{"ballot": {"kind": "knapsack"}, "reach": "own", **fields}
    )


def make_contest(budget: Budget, by: Person, *, amount: int = 100_000_00, many: int = 4, **fields: Any) -> Contest:
    """Make a contest with projects that can be done."""
    given = {"title": "Zona valle", **fields}
    contest = add_contest(budget=budget, amount=amount, by=by, at=BEFORE, **given)
    for number in range(many):
        content = ProjectContent(
            title=f"{TITLES[number % 4]}{f' {number // 4}' if number > 3 else ''}", summary="Para la zona."
        )
        add_project(
            contest=contest, content=content, by=by, at=BEFORE, cost=COSTS[number % 4], reasons="Se puede hacer."
        )
    return contest


def frozen(by: Person, *, many: int = 4, contest: dict[str, Any] | None = None, **fields: Any) -> Contest:
    """Make a contest with its ballot frozen."""
    made = make_contest(make_budget(by, **fields), by, many=many, **(contest or {}))
    return actions.freeze_contest(contest=made, by=by, at=BEFORE)


def ids(contest: Contest) -> list[str]:
    """Return the projects of a contest by number, as ballots name them."""
    return [str(pk) for pk in Project.objects.filter(contest=contest).order_by("number").values_list("pk", flat=True)]
