"""Contributions and clusters for tests, made through the acts."""

from datetime import timedelta
from typing import Any

from participation.models import Person
from processes.cocreation.actions.clusters import confirm_placements, make_cluster
from processes.cocreation.actions.contributions import contribute
from processes.models import Cluster, Component, Contribution, Placement
from tests.factories import make_component, make_institution, make_phase, make_process
from tests.personas import NOW

PAGE = "/procesos/plan/tu-voz/"
THEMES = ["Agua", "Alumbrado"]
TEXTS = (
    "En mi calle no hay luz desde el mercado hasta la escuela",
    "Falta luz en las calles alrededor del mercado de noche",
    "El agua llega dos veces por semana y de madrugada",
)


def make_contributions(*, closes: timedelta | None = timedelta(days=10), **settings: Any) -> Component:
    """Make an activity that began ten days ago."""
    process = make_process("El plan", slug="plan", institution=make_institution("Dirección del Plan"))
    made = make_component(
        process,
        "contributions",
        slug="tu-voz",
        title="¿Qué falta en tu colonia?",
        settings={"themes": THEMES, **settings},
    )
    make_phase(process, opens=timedelta(days=-10), closes=closes, acts={made: ["contribute"]})
    return fresh(made)


def fresh(component: Component) -> Component:
    """Return the activity as the clock needs it."""
    return Component.objects.with_clock().get(pk=component.pk)


def say(component: Component, by: Person, text: str = TEXTS[0], **more: Any) -> Contribution:
    """Hand in a contribution."""
    return contribute(component=component, text=text, by=by, at=NOW, **more)


def said(component: Component, *people: Person) -> list[Contribution]:
    """Hand in the three texts, by one person each in turn."""
    return [say(component, people[number % len(people)], text) for number, text in enumerate(TEXTS)]


def light(component: Component, rows: list[Contribution], by: Person) -> Cluster:
    """Put the first two into a cluster."""
    return make_cluster(
        component=component, title="Luz de noche", by=by, at=NOW, contributions=[row.pk for row in rows[:2]]
    )


def confirm(component: Component, by: Person) -> int:
    """Have a second person confirm everything."""
    found = Placement.objects.filter(cluster__component=component, review="").values_list("pk", flat=True)
    return confirm_placements(component=component, placements=found, by=by, at=NOW)
