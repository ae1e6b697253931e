"""The list of debates and opinion groups of all processes."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from participation.models import Person
from processes.actions import publish_conclusion
from processes.models import Component
from tests.factories import make_component, make_phase, make_process, make_territory
from tests.personas import NOW

pytestmark = pytest.mark.django_db


def make(title: str, *, opens: int, closes: int, kind: str = "debate", **process: Any) -> Component:
    """Make an activity in a process of its own, open between two days from now."""
    own = make_process(f"Proceso de {title}", **process)
    found = make_component(own, kind, slug="x", title=title)
    act = "comment" if kind == "debate" else "answer"
    make_phase(own, opens=timedelta(days=opens), closes=timedelta(days=closes), acts={found: [act]})
    return Component.objects.with_clock().get(pk=found.pk)


def titles(client: Client, **query: str) -> list[str]:
    page = client.get("/debates/", query)
    assert page.status_code == 200
    return [row.component.title for row in page.context["rows"]]


def test_open_first_then_coming_then_over_and_each_by_its_filters(client: Client, carla: Person, clock: object) -> None:
    place = make_territory("Los Sauces")
    make("¿Cerramos la calle Mayor?", opens=-9, closes=9)
    make("¿Qué nos une?", opens=-9, closes=9, kind="opinions", territory=place)
    make("¿Más árboles?", opens=3, closes=9)
    over = make("¿Y el mercado?", opens=-9, closes=-1)
    make("Propuestas", opens=-9, closes=9, kind="pages")
    publish_conclusion(component=over, conclusions="Se queda", reason="x", by=carla, at=NOW)
    assert titles(client) == ["¿Qué nos une?", "¿Cerramos la calle Mayor?", "¿Más árboles?", "¿Y el mercado?"]
    assert titles(client, estado="abiertos") == ["¿Qué nos une?", "¿Cerramos la calle Mayor?"]
    assert titles(client, estado="proximos") == ["¿Más árboles?"]
    assert titles(client, estado="terminados") == ["¿Y el mercado?"]
    assert titles(client, estado="con-conclusiones") == ["¿Y el mercado?"]
    assert titles(client, tipo="opinions") == ["¿Qué nos une?"]
    assert titles(client, territorio=str(place.pk)) == ["¿Qué nos une?"]
    assert titles(client, q="ARBOL") == ["¿Más árboles?"]
    assert titles(client, q="nada de esto") == []
    text = client.get("/debates/").content.decode()
    assert "Con conclusiones" in text
    assert "csrfmiddlewaretoken" not in text
    over.process.subject.state = "hidden"
    over.process.subject.save()
    assert "¿Y el mercado?" not in titles(client)


@pytest.mark.parametrize("rows", [1, 12])
def test_the_list_costs_the_same_with_one_and_with_many(
    client: Client, rows: int, clock: object, django_assert_num_queries: Any
) -> None:
    for n in range(rows):
        make(f"¿Debate {n}?", opens=-9, closes=9, territory=make_territory(f"Colonia {n}"))
    client.get("/debates/")
    with django_assert_num_queries(3):
        assert len(client.get("/debates/").context["rows"]) == rows


@pytest.mark.parametrize(
    ("query", "status"),
    [("estado=nada", 400), ("tipo=proposals", 400), ("after=x", 400), ("territorio=%00", 400), ("territorio=x", 200),
     ("q=%3Cscript%3Ealert(1)%3C/script%3E", 200), ("q=" + "a" * 3000, 200)],
)  # fmt: skip
def test_strange_addresses_are_answered(client: Client, query: str, status: int) -> None:
    page = client.get(f"/debates/?{query}")
    assert page.status_code == status
    assert "<script>alert" not in page.content.decode()
