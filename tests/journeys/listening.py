"""Contributions, clusters, a tree and a table for the cities of tests, in every state that a page shows."""

from datetime import timedelta
from typing import Any

from participation.models import Person
from processes.actions import add_component, add_phase
from processes.cocreation.actions import clusters as acts
from processes.cocreation.actions.contributions import contribute
from processes.cocreation.tables import actions as tables
from processes.cocreation.trees import actions as trees
from processes.models import ClusterStep, Component, Encounter, Placement, ProblemTree
from tests.personas import NOW, official


def hear(world: Any, n: int = 0, person: Person | None = None) -> None:
    """Add one more contribution to each of two activities, a published cluster, one that is not, and a tree."""
    carla, author = world.people["carla"], person or world.people["ana"]
    if not n:
        _begin(world)
        world.second_reader = official("Segunda", "evaluator")
    told = []
    for place in (world.heard, world.heard_first):
        component = Component.objects.with_clock().get(pk=place.pk)
        text = f"{getattr(world, 'mark', '')}Falta luz en la calle {n} de noche"
        told.append(
            contribute(component=component, text=text, by=author, at=NOW, theme="Luz" if not world.mark else "")
        )
    component = Component.objects.with_clock().get(pk=world.heard.pk)
    name = f"{world.mark}Luz de noche {n}"
    cluster = acts.make_cluster(
        component=component, title=name, summary=name, by=carla, at=NOW, contributions=[told[0].pk]
    )
    placed = Placement.objects.filter(cluster=cluster).values_list("pk", flat=True)
    acts.confirm_placements(component=component, placements=placed, by=world.second_reader, at=NOW)
    acts.publish_clusters(component=component, by=carla, at=NOW)
    other = contribute(component=component, text=f"{world.mark}El agua llega tarde {n}", by=author, at=NOW)
    acts.make_cluster(
        component=component, title=f"{world.mark}Agua {n}", by=world.second_reader, at=NOW, contributions=[other.pk]
    )
    tree = trees.grow_tree(component=component, problem=f"{name} a oscuras", by=carla, at=NOW, cluster=cluster)
    node = trees.add_node(tree=tree, side="cause", text=f"{name}: lámparas viejas", by=carla, at=NOW)
    trees.add_node(tree=tree, side="effect", text=f"{name}: nadie pasa", by=carla, at=NOW)
    trees.publish_tree(tree=tree, by=carla, at=NOW)
    _rank(world, tree, n)
    if not n:
        world.contribution, world.unread_contribution = told
        world.cluster, world.tree, world.tree_node = cluster, tree, node
        world.cluster_step = ClusterStep.objects.earliest("pk")


def _rank(world: Any, tree: ProblemTree, n: int) -> None:
    """Have the table that met rank two options, and publish its result."""
    carla = world.people["carla"]
    encounter = Encounter.objects.filter(kind="table", state="closed", table=None).earliest("pk")
    table = tables.set_table(encounter=encounter, tree=tree, by=carla, at=NOW)
    made = [
        tables.add_solution(
            table=table, title=f"{world.mark}Opción {n} {each}", text=f"{world.mark}Cómo", by=carla, at=NOW
        )
        for each in ("una", "otra")
    ]
    tables.open_ranking(table=table, by=carla, at=NOW)
    sheet = tables.enter_sheet(table=table, order=[row.pk for row in made], by=carla, at=NOW)
    tables.publish_result(table=table, by=carla, at=NOW)
    if not n:
        world.ranked, world.solution, world.ranking_sheet = table, made[0], sheet


def _begin(world: Any) -> None:
    carla = world.people["carla"]
    for name, slug, rules in (
        ("heard", "aportaciones", {"two_readers": False}),  # what stays unconfirmed stops no publishing
        ("heard_first", "aportaciones-leidas", {"moderation": "before"}),
    ):
        settings = {"themes": ["Luz"], "per_person": 0, **rules}
        made = add_component(
            process=world.process, kind="contributions", title=f"{world.mark}¿Qué falta?", slug=slug, by=carla, at=NOW,
            settings=settings,
        )  # fmt: skip
        add_phase(
            process=world.process, title=f"{world.mark}Escucha de {slug}", opens_at=NOW - timedelta(days=10), by=carla,
            at=NOW, closes_at=NOW + timedelta(days=10), openings={made.pk: ["contribute"]}, reason="Se agregó",
        )  # fmt: skip
        setattr(world, name, made)
