"""Two officials at the same moment. Acts on one process lock its row first, so that they follow one another.

Without the lock both read the same last position and write it twice: the constraint ``phase_position_once`` refuses one
of them at the commit, and both publish. (Two orders at once could also mix or block each other, but seldom: that test
holds the outcome, the other two prove the lock.)
"""

from datetime import timedelta
from typing import Any

import pytest

from participation.access.verdict import ActDenied
from participation.models import Person
from processes import actions
from processes.models import Phase, Process
from tests.factories import make_call, make_institution, make_phase, make_process
from tests.personas import NOW, official
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(process: Process) -> Process:
    return Process.objects.select_related("subject").get(pk=process.pk)


def steward(n: int) -> Person:
    return official(f"Coordinadora{n}", "steward")


def test_phases_added_at_once_get_places_of_their_own() -> None:
    process, people = make_process(state="draft"), [steward(n) for n in range(6)]

    def add(n: int) -> Any:
        return lambda: actions.add_phase(
            process=fresh(process), title=f"Fase {n}", opens_at=NOW + timedelta(n), by=people[n], at=NOW
        )

    results = at_once(*(add(n) for n in range(6)))
    assert [type(result) for result in results] == [Phase] * 6
    assert sorted(process.phases.values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_two_orders_at_once_leave_one_of_them() -> None:
    process, people = make_process(state="draft"), [steward(1), steward(2)]
    pks = [make_phase(process).pk for _n in range(6)]
    orders = [pks[::-1], pks[3:] + pks[:3]]

    def order(n: int) -> Any:
        return lambda: actions.reorder_phases(process=fresh(process), order=orders[n], by=people[n], at=NOW)

    for _round in range(5):
        results = at_once(order(0), order(1))
        assert not [result for result in results if isinstance(result, Exception)]
        assert list(process.phases.order_by("position").values_list("pk", flat=True)) in orders


def test_a_process_is_published_once() -> None:
    call = make_call()
    process, people = call.process, [steward(1), steward(2)]
    fields = {"who_participates": "a", "what_is_decided": "b", "how_decided": "c", "institution": make_institution()}
    Process.objects.filter(pk=process.pk).update(state="draft", **fields)

    def publish(n: int) -> Any:
        return lambda: actions.publish_process(process=fresh(process), by=people[n], at=NOW, accept_warnings=True)

    results = at_once(publish(0), publish(1))
    assert sorted(type(result) for result in results if isinstance(result, Exception)) == [ActDenied]
    assert process.subject.events.filter(name="processes.process.published").count() == 1
