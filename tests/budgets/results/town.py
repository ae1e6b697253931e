"""A counted budget, a decision of an assembly and an election of elsewhere, for the cities of every address."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from budgets.projects.actions import add_project
from budgets.projects.content import ProjectContent
from budgets.results.actions.assemblies import record_assembly
from budgets.results.actions.counts import claim_count, finish_count, propose_result, publish_result, request_count
from budgets.results.actions.importing import import_election
from budgets.results.counting import counted
from budgets.structure.actions import add_contest, create_budget
from budgets.voting.actions import freeze_contest
from participation.urn.actions import close_vote, destroy_link_key
from processes.actions import add_component, add_phase
from tests.personas import NOW, official

BEFORE = NOW - timedelta(days=4)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
ELECTION = """META
key;value
description;Una prueba
country;Mexico
unit;Otra ciudad {n}
instance;2026
num_projects;2
num_votes;2
budget;100
vote_type;approval
rule;equalshares
date_begin;2026
date_end;2026
PROJECTS
project_id;cost;votes;name
a;60;2;Parque
b;50;1;{words}
VOTES
voter_id;vote
1;a,b
2;a
"""


def _contest(world: Any, slug: str, title: str) -> Any:
    carla = world.people["carla"]
    component = add_component(
        process=world.process, kind="budget", title=world.says("El presupuesto"), slug=slug, by=carla, at=BEFORE,
        settings={"who_may_vote": [{"kind": "registered"}]},
    )  # fmt: skip
    add_phase(
        process=world.process, title=world.says("Votación"), opens_at=NOW - timedelta(days=3),
        closes_at=NOW - timedelta(days=1), by=carla, at=BEFORE, openings={component.pk: ["vote"]},
        reason=world.says("Se agregó"),
    )  # fmt: skip
    budget = create_budget(component=component, shape="shares", by=carla, at=BEFORE)
    contest = add_contest(budget=budget, title=world.says(title), amount=9_000_000, by=carla, at=BEFORE)
    for words, cost in (("Parque", 6_000_000), ("Cancha", 5_000_000)):
        content = ProjectContent(title=world.says(words)[:150], summary=world.says("Para la zona.")[:300])
        add_project(contest=contest, content=content, by=carla, at=BEFORE, cost=cost, reasons="Se puede hacer.")
    return contest


def build_counts(world: Any) -> None:
    """Count a contest and publish its result, write down an assembly's decision, bring an election in."""
    carla = world.people["carla"]
    contest = freeze_contest(contest=_contest(world, "contado", "Toda la ciudad"), by=carla, at=BEFORE)
    vote = close_vote(vote=contest.vote, at=NOW)
    destroy_link_key(vote=vote, at=NOW)
    run = request_count(contest=contest, by=carla, at=NOW)
    claimed = claim_count(at=NOW)
    assert claimed is not None
    finish_count(run=claimed, found=counted(claimed, lambda _runs: None), at=NOW)
    propose_result(run=run, by=carla, at=NOW)
    second = official("Segunda de cuentas", "steward", world.process.subject)
    publish_result(run=run, by=second, at=NOW)
    world.counted = contest
    decided = _contest(world, "asamblea", "Pueblo originario")
    project = decided.projects.order_by("pk").first()
    world.assembly = record_assembly(
        contest=decided, held_at=BEFORE, place=world.says("La plaza")[:200], convened_by=world.says("El comisariado")[:200],
        quorum=10, present=30, hands={str(project.pk): 20}, signatures=world.says("Ana Ruiz"),
        acta=SimpleUploadedFile("acta.pdf", PDF, "application/pdf"), by=carla, at=NOW, notes=world.says("Sin novedad"),
    )  # fmt: skip
    world.elsewhere = import_election(
        text=ELECTION.format(n=0, words="Cancha"), at=NOW, title=world.says("Otra ciudad")
    )


def build_more_counts(town: Any, n: int) -> None:
    """Bring one more election in."""
    if not n:
        build_counts(town)
        return
    import_election(text=ELECTION.format(n=n, words="Cancha"), at=NOW)
