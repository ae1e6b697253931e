"""The clock decides: what is open follows from the phases' dates, in words."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from processes.dates import closing_instant, local_closing, opening_instant
from processes.models import Component
from processes.policies import is_open, may_see_process, open_now, open_on, open_until, opening_times
from processes.timetable import date_range, standing, steps
from tests.factories import make_call, make_component, make_phase, make_process
from tests.personas import NOW
from tests.processes.conftest import utc

BEFORE, DURING, AFTER = NOW - timedelta(days=11), NOW, NOW + timedelta(days=10)


@pytest.mark.parametrize(
    ("moment", "act", "code"),
    [
        (BEFORE, "propose", "not_yet_open"),
        (DURING, "propose", ""),
        (AFTER, "propose", "closed"),
        (BEFORE, "support", "not_yet_open"),
        (DURING, "support", ""),
        (AFTER, "support", "closed"),
        (BEFORE, "comment", "not_open"),
        (DURING, "comment", "not_open"),
        (AFTER, "comment", "not_open"),
    ],
)
def test_phase_table(db: None, moment: Any, act: str, code: str) -> None:
    component = make_call(acts=("propose", "support"))
    assert getattr(is_open(component, act, moment), "code", "") == code


@pytest.mark.parametrize(
    ("state", "code"), [("draft", "process_draft"), ("closed", "process_closed"), ("published", "")]
)
def test_nothing_is_open_unless_the_process_is_published(db: None, state: str, code: str) -> None:
    component = make_call()
    component.process.state = state
    assert getattr(is_open(component, "propose", NOW), "code", "") == code
    assert bool(open_now(component.process, NOW)) == (state == "published")
    assert len(open_on(component.process, NOW)) == 3


@pytest.mark.parametrize(
    ("persona", "state", "code"),
    [
        ("nobody", "published", ""),
        ("nobody", "closed", ""),
        ("nobody", "draft", "not_public"),
        ("ana", "draft", "not_public"),
        ("fausto", "draft", "not_public"),
        ("carla", "draft", ""),
        ("dario", "draft", ""),
        ("elena", "draft", ""),
        ("olga", "draft", ""),
    ],
)
def test_who_sees_a_process(request: pytest.FixtureRequest, db: None, persona: str, state: str, code: str) -> None:
    process = make_process(state=state)
    person = None if persona == "nobody" else request.getfixturevalue(persona)
    assert getattr(may_see_process(person, process), "code", "") == code


def test_a_denial_says_since_when_and_until_when_in_the_zone_of_the_process(db: None) -> None:
    process = make_process(time_zone="America/Tijuana")
    component = make_component(process)
    make_phase(
        process, acts={component: ["propose"]}, at=utc(2026, 11, 1, 8), opens=timedelta(0), closes=timedelta(days=9)
    )
    with override("en"):
        late = is_open(component, "propose", NOW)
        early = is_open(component, "propose", utc(2026, 10, 1))
    assert str(late.message) == "Proposals closed on 9 November."
    assert str(early.message) == "Proposals open on 1 November, 01:00."
    assert late.remedy.path == process.subject.path


def test_phases_that_touch_count_as_one_stretch(db: None) -> None:
    process = make_process()
    component = make_component(process)
    make_phase(process, acts={component: ["comment"]}, opens=timedelta(-1), closes=timedelta(1))
    make_phase(process, acts={component: ["comment"]}, opens=timedelta(1), closes=timedelta(5))
    make_phase(process, acts={component: ["comment"]}, opens=timedelta(6), closes=timedelta(9))
    assert open_until(component, "comment", NOW) == NOW + timedelta(5)
    assert open_until(component, "comment", NOW + timedelta(5)) is None
    assert [window.phase.position for window in opening_times(component, "comment")] == [1, 2, 3]


def test_the_instant_of_closing_is_closed_and_that_of_opening_is_open(db: None) -> None:
    component = make_call()
    assert is_open(component, "propose", NOW - timedelta(10))
    assert not is_open(component, "propose", NOW - timedelta(10, microseconds=1))
    assert is_open(component, "propose", NOW + timedelta(10, microseconds=-1))
    assert not is_open(component, "propose", NOW + timedelta(10))


@pytest.mark.parametrize("count", [1, 12])
def test_open_on_costs_the_same_with_any_number_of_components(
    db: None, django_assert_num_queries: Any, count: int
) -> None:
    process = make_process()
    for _n in range(count):
        component = make_component(process)
        make_phase(process, acts={component: ["propose"]})
    with django_assert_num_queries(2):
        assert len(open_on(process, NOW)) == count


def test_components_fetched_with_their_clock_ask_nothing_more(db: None, django_assert_num_queries: Any) -> None:
    make_call()
    component = Component.objects.with_clock().get()
    with django_assert_num_queries(0):
        assert is_open(component, "propose", NOW)
        assert is_open(component, "support", NOW)


def test_the_last_day_counts_whole_and_daylight_saving_is_the_zones_own() -> None:
    from datetime import date, time

    assert opening_instant(date(2026, 11, 1), "America/Mexico_City") == utc(2026, 11, 1, 6)
    assert closing_instant(date(2026, 11, 1), "America/Mexico_City") == utc(2026, 11, 2, 6)
    assert closing_instant(date(2026, 11, 27), "America/Mexico_City", time(20)) == utc(2026, 11, 28, 2)
    assert closing_instant(date(2026, 11, 1), "America/Tijuana") == utc(2026, 11, 2, 8)
    assert opening_instant(date(2026, 11, 1), "America/Tijuana") == utc(2026, 11, 1, 7)
    assert local_closing(utc(2026, 11, 2, 6), "America/Mexico_City") == (date(2026, 11, 1), None)
    assert local_closing(utc(2026, 11, 28, 2), "America/Mexico_City") == (date(2026, 11, 27), time(20))


def test_the_line_of_phases_says_what_is_past_what_runs_and_what_comes(db: None) -> None:
    process = make_process()
    make_phase(process, title="Difusión", opens=timedelta(-30), closes=timedelta(-10))
    make_phase(process, title="Propuestas", opens=timedelta(-10), closes=timedelta(19))
    make_phase(process, title="Revisión", opens=timedelta(19), closes=None)
    with override("es-mx"):
        line = steps(process, NOW)
        assert [step.state for step in line] == ["past", "now", "coming"]
        assert line[1].words == "Cierra el 10 dic, 12:00, en 19 días"
        assert line[2].words == "desde el 10 dic"
        assert standing(process, NOW).words == "Abierto · fase 2 de 3"
        assert standing(process, NOW - timedelta(40)).kind == "soon"
    process.state = "closed"
    assert standing(process, NOW).kind == "plain"


def test_phases_that_overlap_are_all_named(db: None) -> None:
    process = make_process()
    for days in (-5, -4, -3):
        make_phase(process, opens=timedelta(days), closes=timedelta(10 + days))
    make_phase(process, opens=timedelta(20), closes=None)
    with override("es-mx"):
        assert standing(process, NOW).words == "Abierto · fases 1, 2 y 3 de 4"
        assert standing(process, NOW - timedelta(4)).words == "Abierto · fases 1 y 2 de 4"
        assert standing(process, NOW + timedelta(6.5)).words == "Abierto · fase 3 de 4"
    with override("en"):
        assert standing(process, NOW - timedelta(4)).words == "Open · phases 1 and 2 of 4"


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [
        (utc(2026, 9, 1, 6), utc(2026, 9, 16, 6), "1–15 sep"),
        (utc(2026, 9, 16, 6), utc(2026, 11, 1, 6), "16 sep–31 oct"),
        (utc(2026, 9, 1, 6), utc(2026, 9, 2, 6), "1 sep"),
        (utc(2026, 12, 1, 6), utc(2027, 1, 2, 6), "1 dic 2026–1 ene 2027"),
        (utc(2027, 2, 1, 6), utc(2027, 2, 21, 6), "1–20 feb 2027"),
    ],
)
def test_dates_in_their_short_form(db: None, opens: Any, closes: Any, words: str) -> None:
    process = make_process()
    phase = make_phase(process)
    phase.opens_at, phase.closes_at = opens, closes
    with override("es-mx"):
        assert date_range(phase, process.time_zone, NOW) == words


def test_english_writes_short_months_with_a_capital(db: None) -> None:
    phase = make_phase(make_process(), opens=timedelta(20), closes=timedelta(60))
    with override("en"):
        assert date_range(phase, phase.process.time_zone, NOW) == "11 Dec 2026–20 Jan 2027"
