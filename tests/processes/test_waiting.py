"""What waits for a steward in processes."""

from datetime import timedelta

import pytest
from django.utils import translation

from participation.models import Person, Role
from participation.notifications.waiting import deliveries_waiting
from participation.web.office import counted
from processes.waiting import processes_waiting
from tests import factories
from tests.personas import NOW, make_person


def figures(person: Person) -> list[tuple[str, int]]:
    with translation.override("es-mx"):
        return [(str(item.label), item.count) for item in counted(processes_waiting(person, NOW))]


def test_phases_that_end_within_a_week_and_drafts(carla: Person) -> None:
    process = factories.make_process("Plan Municipal")
    factories.make_phase(process, title="Recepción", closes=timedelta(days=3))
    factories.make_phase(process, title="Otra", opens=timedelta(days=3), closes=timedelta(days=5))
    factories.make_phase(factories.make_process(), closes=timedelta(days=8))
    factories.make_phase(factories.make_process(), closes=timedelta(days=-1))
    factories.make_process(state="draft")
    assert figures(carla) == [
        ("Fases que terminan en una semana", 1),
        ("Procesos cerrados que no dicen qué resultó", 0),
        ("Debates que terminaron sin conclusiones", 0),
        ("Borradores por publicar", 1),
    ]
    with translation.override("es-mx"):
        (item, _closed, _debates, _drafts) = counted(processes_waiting(carla, NOW))
        assert item.note == "La primera, «Recepción» de Plan Municipal, termina el 24 de noviembre de 2026."


def test_only_what_lies_within_the_role(db: None, dario: Person) -> None:
    mine = factories.make_process()
    for process in (mine, factories.make_process()):
        factories.make_phase(process, closes=timedelta(days=2))
    steward = make_person("Sara", is_staff=True)
    Role.objects.create(person=steward, kind="steward", scope=mine.subject, granted_at=NOW)
    assert figures(steward) == [
        ("Fases que terminan en una semana", 1),
        ("Procesos cerrados que no dicen qué resultó", 0),
        ("Debates que terminaron sin conclusiones", 0),
        ("Borradores por publicar", 0),
    ]
    assert figures(dario) == []
    assert deliveries_waiting(dario, NOW) == []


@pytest.mark.django_db
def test_messages_wait_for_whoever_looks_after_the_installation(carla: Person) -> None:
    assert [item.count for item in counted(deliveries_waiting(carla, NOW))] == [0, 0, 0]
