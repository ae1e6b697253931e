"""The budgets of the cities in which every address and every list is asked for."""

from datetime import timedelta
from typing import Any

from budgets.evaluation.actions import ask_clarification, assign_study, finish_study, record_finding
from budgets.models import Contest, Project
from budgets.projects.actions import add_project, submit_project
from budgets.projects.content import ProjectContent
from budgets.structure.actions import add_contest, create_budget
from budgets.works.actions import add_contract, add_payment, begin_works
from processes.actions import add_component, add_phase
from processes.models import Component, Process
from tests.personas import NOW, official

ASPECTS = ("legal", "technical", "cost")
DAY = NOW.date() - timedelta(days=1)


def _activity(world: Any, slug: str, process: Process) -> Component:
    carla = world.people["carla"]
    made = add_component(
        process=process, kind="budget", title=world.says("El presupuesto"), slug=slug, by=carla, at=NOW,
        settings={"projects_per_person": 0},
    )  # fmt: skip
    add_phase(
        process=process, title=world.says("Proyectos"), opens_at=NOW - timedelta(days=5), by=carla, at=NOW,
        openings={made.pk: ["submit", "comment"]}, reason=world.says("Se agregó"),
    )  # fmt: skip
    return made


def _content(world: Any, words: str) -> ProjectContent:
    return ProjectContent(
        title=world.says(words)[:150], summary=world.says("Un parque a la orilla del canal.")[:300],
        body=world.says("Con sombra."), category="parques", latitude="20.4", longitude="-103.4",
        address=world.says("Calle 5")[:200],
    )  # fmt: skip


def _find(world: Any, project: Project, *, refuse: bool = False) -> None:
    for aspect in ASPECTS:
        record_finding(
            project=project, aspect=aspect, verdict="no" if refuse and aspect == "legal" else "yes",
            text=world.says("El predio es municipal."), cost=5_000_000 if aspect == "cost" else None,
            by=world.people["carla"], at=NOW,
        )  # fmt: skip


def _refused(world: Any, contest: Contest, by: Any) -> Project:
    project = submit_project(contest=contest, content=_content(world, "Alberca"), by=by, at=NOW)
    _find(world, project, refuse=True)
    carla, words = world.people["carla"], world.says("El predio es privado y no se vende.")
    project = finish_study(project=project, feasible=False, reasons=words, by=carla, at=NOW)
    ask_clarification(project=project, text=world.says("¿Se puede revisar con la carta del dueño?"), by=by, at=NOW)
    return project


def build_pots(world: Any) -> None:
    """Make a budget with two contests, projects at each step of their study, and a work of one that won."""
    carla, ana = world.people["carla"], world.people["ana"]
    world.unset_budget = _activity(world, "presupuesto-sin-reglas", world.process)
    budget = create_budget(
        component=_activity(world, "presupuesto", world.process), shape="account", by=carla, at=NOW,
        explanation=world.says("Eliges hasta 4."), challenge_authority=world.says("El Tribunal")[:300],
        categories=[{"title": world.says("Parques")[:60], "key": "parques"}],
    )  # fmt: skip
    world.pot = add_contest(budget=budget, title=world.says("Toda la ciudad"), amount=100_000_000, by=carla, at=NOW)
    world.empty_pot = add_contest(budget=budget, title=world.says("Distrito"), amount=1_000_000, by=carla, at=NOW)
    world.pot_project = submit_project(contest=world.pot, content=_content(world, "Parque"), by=ana, at=NOW)
    elena = world.people.get("elena") or official("Elena", "evaluator")
    world.study = assign_study(project=world.pot_project, evaluator=elena, aspects=ASPECTS, by=carla, at=NOW,
                               asked_for=world.says("¿Cabe?"))  # fmt: skip
    _find(world, world.pot_project)
    world.refused_project = _refused(world, world.pot, ana)
    won = add_project(contest=world.pot, content=_content(world, "Cancha"), cost=9_000_000, by=carla, at=NOW)
    Project.objects.filter(pk=won.pk).update(state="winner", number=1)
    (world.work,) = begin_works(contest=world.pot, winners=[won], by=carla, at=NOW)
    world.contract = add_contract(
        work=world.work, number=world.says("CA-1")[:80], supplier=world.says("Obras"), amount=8_000_000, signed_on=DAY,
        by=carla, at=NOW, url="https://contratos.example/1",
    )  # fmt: skip
    add_payment(
        work=world.work, contract=world.contract, amount=4_000_000, paid_on=DAY, what_for=world.says("Anticipo"),
        by=carla, at=NOW,
    )  # fmt: skip


def build_more_pots(town: Any, n: int, person: Any) -> None:
    """Make one more contest, project, study, work, contract and payment beside the first ones; one more budget."""
    carla = town.people["carla"]
    if not n:
        build_pots(town)
        return
    process = Process.objects.get(slug=f"plan-{n}")  # one process holds thirty activities at most
    budget = create_budget(component=_activity(town, f"presupuesto-{n}", process), by=carla, at=NOW)
    add_contest(budget=budget, title="Toda la ciudad", amount=1_000, by=carla, at=NOW)
    add_contest(budget=town.pot.budget, title=f"Distrito {n}", amount=1_000_000, by=carla, at=NOW)
    project = submit_project(contest=town.pot, content=_content(town, f"Parque {n}"), by=person, at=NOW)
    assign_study(project=project, evaluator=town.study.evaluator, aspects=ASPECTS, by=carla, at=NOW)
    _find(town, project)
    won = add_project(contest=town.pot, content=_content(town, f"Cancha {n}"), cost=9_000, by=carla, at=NOW)
    Project.objects.filter(pk=won.pk).update(state="winner", number=n + 1)
    begin_works(contest=town.pot, winners=[won], by=carla, at=NOW)
    add_contract(work=town.work, number=f"CA-{n + 1}", supplier="Obras", amount=1, signed_on=DAY, by=carla, at=NOW)
    add_payment(work=town.work, amount=1, paid_on=DAY, what_for="Material", by=carla, at=NOW)
