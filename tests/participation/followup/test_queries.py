"""What the pages cost in queries: the same with one row and with many."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from participation.followup.actions import add_action, raise_obstacle, tell
from participation.models import Action, Person
from participation.web import installation
from tests.factories import make_process
from tests.participation.followup.worlds import TODAY, an_action
from tests.personas import NOW, client_of

pytestmark = pytest.mark.django_db


def _grown(by: Person, many: int) -> Action:
    """Make so many agreements of one process; the first has as many steps, reports, proofs and obstacles."""
    parent = make_process().subject
    roots = [an_action(by, parent=parent, due_on=TODAY + timedelta(days=n % 9)) for n in range(many)]
    first = roots[0]
    steps = [add_action(parent=first, title=f"Paso {n}", due_on=TODAY, by=by, at=NOW) for n in range(many)]
    for n in range(many):
        at = NOW + timedelta(minutes=n)
        for action in (first, steps[0]):
            tell(action=action, text=f"Van {n}", how="going", links=[("Acta", "https://a.mx")], by=by, at=at)
            raise_obstacle(action=action, text=f"Falta {n}", by=by, at=at)
    return first


def _cost(client: Client, path: str) -> int:
    for _visit in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


@pytest.mark.parametrize("many", [1, 22])
def test_pages_cost_the_same_with_one_row_and_with_many(
    many: int, carla: Person, bruno: Person, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.AZOTEA_PAGE_CACHE_SECONDS = 0
    monkeypatch.setattr(installation, "SECONDS", 3600)
    with time_machine.travel(NOW, tick=False):
        root = _grown(carla, many)
        step = Action.objects.filter(parent=root).order_by("pk")[0]
        readers = (Client(), client_of(bruno), client_of(carla))
        found = {
            path: tuple(_cost(client, path) for client in readers)
            for path in ("/acuerdos/", root.subject.path, "/seguimiento/", step.subject.path, "/seguimiento/fechas.ics")
        }
        office = (f"/mesa/seguimiento/{root.pk}/", f"/mesa/seguimiento/{root.pk}/plan/", "/mesa/seguimiento/")
        found |= {path: (_cost(readers[2], path),) for path in office}
    assert found == {
        "/acuerdos/": (1, 2, 2),
        root.subject.path: (9, 11, 10),
        "/seguimiento/": (1, 2, 2),
        step.subject.path: (7, 9, 8),
        "/seguimiento/fechas.ics": (1, 1, 1),
        office[0]: (3,),
        office[1]: (4,),
        office[2]: (2,),
    }
