"""The computed states, on rows made by the acts, and the days that words mean."""

from datetime import date, timedelta
from typing import Any

import pytest

from participation.followup.actions import (
    abandon,
    add_evidence,
    declare_done,
    move_dates,
    raise_obstacle,
    report_progress,
    suspend,
    withdraw_evidence,
)
from participation.followup.words import last_day, months_later
from participation.models import Action, Person
from tests.participation.followup.worlds import LATER, TODAY, an_action
from tests.personas import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def states(action: Action, *after: int) -> list[str]:
    """Return the states of an action so many days after today."""
    found = Action.objects.filter(pk=action.pk)
    return [found.with_state(NOW + days * DAY).get().state for days in after]


def proof(action: Action, by: Person, **more: Any) -> Any:
    return add_evidence(action=action, kind="link", title="Acta", url="https://a.mx/acta", by=by, at=NOW, **more)


def test_every_state_follows_from_what_was_told_and_the_day(carla: Person) -> None:
    quiet = an_action(carla, report_every=1)
    assert (quiet.report_due_on, quiet.due_on) == (date(2026, 12, 21), LATER)
    assert states(quiet, 0, 30, 31, 60, 61) == ["not_started", "not_started", "no_report", "no_report", "overdue"]
    report_progress(action=quiet, text="Ya hay lámparas", percent=40, by=carla, at=NOW + 20 * DAY)
    quiet.refresh_from_db()
    assert (quiet.report_due_on, quiet.percent) == (date(2027, 1, 11), 40)
    assert states(quiet, 21, 52, 61) == ["under_way", "no_report", "overdue"]

    coming = an_action(carla)
    move_dates(action=coming, starts_on=TODAY + 5 * DAY, due_on=LATER, reason="Lluvia", by=carla, at=NOW)
    assert states(coming, 0, 5) == ["upcoming", "not_started"]

    stopped = an_action(carla)
    raise_obstacle(action=stopped, text="Falta el permiso", by=carla, at=NOW)
    suspend(action=stopped, reason="Sin permiso no se puede", by=carla, at=NOW)
    assert states(stopped, 0, 61) == ["suspended", "overdue"]  # suspending clears nothing

    in_time, late = an_action(carla), an_action(carla)
    for action, after in ((in_time, 60), (late, 61)):
        given = proof(action, carla)
        declare_done(action=action, by=carla, at=NOW + after * DAY)
    assert (states(in_time, 90), states(late, 90)) == (["done"], ["done_late"])
    withdraw_evidence(evidence=given, reason="Era de otro parque", by=carla, at=NOW + 70 * DAY)
    assert states(late, 90) == ["unproven"]

    left = an_action(carla)
    abandon(action=left, reason="No hay dinero", by=carla, at=NOW)
    assert states(left, 0, 200) == ["abandoned", "abandoned"]


def test_lists_ask_for_a_state_in_one_query(carla: Person, django_assert_num_queries: Any) -> None:
    late, fine = an_action(carla, due_on=TODAY), an_action(carla)
    with django_assert_num_queries(1):
        assert [row.pk for row in Action.objects.in_state("overdue", NOW + DAY)] == [late.pk]
    assert [row.pk for row in Action.objects.in_state("not_started", NOW + DAY)] == [fine.pk]
    assert Action.objects.going_on().with_last_day().order_by("last_day").first() == late


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("invierno 2025", date(2026, 3, 20)),
        ("otoño de 2026", date(2026, 12, 20)),
        ("Spring 2027", date(2027, 6, 20)),
        ("marzo de 2027", date(2027, 3, 31)),
        ("15 de febrero de 2027", date(2027, 2, 15)),
        ("segundo semestre de 2026", date(2026, 12, 31)),
        ("1er trimestre 2027", date(2027, 3, 31)),
        ("primer trimestre de 2027", date(2027, 3, 31)),
        ("Q3 2027", date(2027, 9, 30)),
        ("T4 2027", date(2027, 12, 31)),
        ("a fines de 2026", date(2026, 12, 31)),
        ("2028", date(2028, 12, 31)),
        ("febrero 2028", date(2028, 2, 29)),
        ("por otoño", None),
        ("cuando haya dinero, en 2027", None),
        ("quinto trimestre de 2027", None),
        ("", None),
    ],
)
def test_the_last_day_that_words_mean(words: str, day: date | None) -> None:
    assert last_day(words) == day


def test_months_later_stays_within_the_month() -> None:
    assert months_later(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_later(date(2026, 12, 15), 1) == date(2027, 1, 15)
