"""Budgets for tests, made through the acts."""

from typing import Any

from budgets.evaluation.actions import finish_study, record_finding
from budgets.models import Budget, Contest, Project
from budgets.projects.actions import add_project, submit_project
from budgets.projects.content import ProjectContent
from budgets.structure.actions import add_contest, create_budget
from participation.models import Person
from processes.models import Component
from tests.factories import make_component, make_phase, make_process
from tests.personas import NOW

PARK = ProjectContent(title="Parque lineal", summary="Un parque a la orilla del canal.", body="Con sombra y bancas.")
LAMPS = ProjectContent(title="Luminarias", summary="Luz en el andador del tren, de noche.")
PESOS = 100
WORDS = {
    "legal": "La ley lo permite y es del municipio.",
    "technical": "Cabe y hay quien lo construya.",
    "cost": "Con precios de este año.",
}


def make_activity(*acts: str, slug: str = "presupuesto", **settings: Any) -> Component:
    """Return a published activity with a budget whose acts are open."""
    process = make_process("Presupuesto participativo", slug=f"proceso-{slug}")
    component = make_component(process, kind="budget", slug=slug, title="El presupuesto", settings=settings)
    make_phase(process, acts={component: list(acts or ("submit", "comment"))})
    return Component.objects.with_clock().get(pk=component.pk)


def make_budget(by: Person, *acts: str, shape: str = "account", **settings: Any) -> Budget:
    """Return a budget that was set up."""
    component = make_activity(*acts, **settings)
    return create_budget(component=component, shape=shape, by=by, at=NOW, challenge_authority="El Tribunal Electoral")


def make_contest(by: Person, *acts: str, shape: str = "account", amount: int = 1_000_000, **settings: Any) -> Contest:
    """Return the only contest of a budget, with an amount in pesos."""
    budget = make_budget(by, *acts, shape=shape, **settings)
    return add_contest(budget=budget, title="Toda la ciudad", amount=amount * PESOS, by=by, at=NOW)


def entered(contest: Contest, by: Person, content: ProjectContent = PARK) -> Project:
    """Return a project that a person entered."""
    return submit_project(contest=contest, content=content, by=by, at=NOW)


def costed(contest: Contest, by: Person, title: str = "Luminarias", cost: int = 250_000) -> Project:
    """Return a project that officials entered with its cost in pesos."""
    content = ProjectContent(title=title, summary="Luz en el andador del tren, de noche.")
    return add_project(contest=contest, content=content, cost=cost * PESOS, by=by, at=NOW)


def studied(project: Project, by: Person, *, feasible: bool = True, cost: int = 300_000) -> Project:
    """Return a project whose study is finished."""
    for aspect, text in WORDS.items():
        verdict = "no" if aspect == "legal" and not feasible else "yes"
        record_finding(
            project=project, aspect=aspect, verdict=verdict, text=text, by=by, at=NOW,
            cost=cost * PESOS if aspect == "cost" else None,
        )  # fmt: skip
    words = "El predio es del municipio y la obra cabe en él." if feasible else "El predio es privado y no se vende."
    return finish_study(project=project, feasible=feasible, reasons=words, by=by, at=NOW)
