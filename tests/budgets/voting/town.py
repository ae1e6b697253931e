"""A ballot that people vote on, with a table, for the cities in which every address and every list is asked for."""

from datetime import timedelta
from typing import Any

from budgets.projects.actions import add_project
from budgets.projects.content import ProjectContent
from budgets.structure.actions import add_contest, create_budget
from budgets.voting import actions
from budgets.voting.tables import actions as tables
from processes.actions import add_component, add_phase
from processes.points.actions import officers, places
from tests.factories import make_institution
from tests.personas import NOW, official

BEFORE = NOW - timedelta(days=4)
OPENS, CLOSES = NOW - timedelta(hours=8), NOW - timedelta(hours=1)


def build_ballots(world: Any) -> None:
    """Freeze a ballot, let Ana cast and Bruno mark theirs, hold a table whose box is being typed in."""
    carla = world.people["carla"]
    component = add_component(
        process=world.process, kind="budget", title=world.says("Se vota"), slug="se-vota", by=carla, at=BEFORE,
        settings={"who_may_vote": [{"kind": "registered"}]},
    )  # fmt: skip
    add_phase(
        process=world.process, title=world.says("Se vota"), opens_at=NOW - timedelta(days=3),
        closes_at=NOW + timedelta(days=3), by=carla, at=BEFORE, openings={component.pk: ["vote"]},
        reason=world.says("Se agregó"),
    )  # fmt: skip
    budget = create_budget(component=component, shape="shares", by=carla, at=BEFORE)
    contest = add_contest(budget=budget, title=world.says("Zona valle"), amount=9_000_000, by=carla, at=BEFORE)
    for words, cost in (("Parque", 6_000_000), ("Cancha", 5_000_000), ("Puente", 4_000_000)):
        content = ProjectContent(title=world.says(words)[:150], summary=world.says("Para la zona.")[:300])
        add_project(contest=contest, content=content, by=carla, at=BEFORE, cost=cost, reasons="Se puede hacer.")
    world.ballot = actions.freeze_contest(contest=contest, by=carla, at=BEFORE)
    first, second, third = contest.projects.order_by("number")
    chosen = {"projects": [str(first.pk)]}
    actions.cast(contest=world.ballot, data=chosen, by=world.people["ana"], at=NOW)
    actions.mark_ballot(contest=world.ballot, data=chosen, by=world.people["bruno"], at=NOW)
    actions.amend_ballot(project=third, reason=world.says("Se vendió el predio."), by=carla, at=NOW)
    world.on_ballot = second
    world.table_officers = [official(f"De la mesa {n}", "moderator", world.process.subject) for n in (1, 2)]
    world.table = _table(world, 0)
    _papers(world, 1)


def _table(world: Any, n: int) -> Any:
    carla = world.people["carla"]
    process = world.ballot.budget.component.process
    point = places.open_point(
        institution=make_institution(), processes=[process], by=carla, at=BEFORE,
        name=world.says(f"Mesa {n}")[:120], address=world.says("Calle 5")[:200], week=[[["09:00", "14:00"]]] * 7,
    )  # fmt: skip
    for person in (carla, *world.table_officers):
        officers.add_officer(point=point, person=person, by=carla, at=BEFORE)
    given = {"mode": "envelopes", "opens_at": OPENS, "closes_at": CLOSES}
    return tables.open_table(contest=world.ballot, point=point, by=carla, at=BEFORE, **given)


def _papers(world: Any, number: int) -> None:
    for person, text in zip(world.table_officers, ("1", "2"), strict=True):
        tables.enter_paper(table=world.table, number=number, text=text, void=False, by=person, at=NOW)


def build_more_ballots(town: Any, n: int) -> None:
    """Hold one more table, and type one more ballot at the first."""
    if not n:
        build_ballots(town)
        return
    _table(town, n)
    _papers(town, n + 1)
