"""What the clock changes is told once, whoever dies; offices are reminded before a day and those above them after."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from participation.events.relay import relay
from participation.follows.actions import follow
from participation.followup.actions import (
    escalate_late,
    move_dates,
    name_reporter,
    notice_changes,
    remind_of_dates,
    remind_of_reports,
    report_progress,
)
from participation.followup.actions import sweep as acts
from participation.followup.tasks import sweep
from participation.models import Action, Event, Notice, Person
from tests.participation.followup.worlds import LATER, TODAY, an_action
from tests.personas import NOW, official
from tests.races import at_once

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told(name: str) -> list[tuple[int, str]]:
    found = Event.objects.filter(name=f"participation.action.{name}").order_by("at", "pk")
    return [(event.payload["action"], event.payload.get("state", "")) for event in found]


def test_what_changed_is_told_once_and_a_dead_worker_loses_nothing(
    carla: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    late, quiet = an_action(carla, due_on=TODAY), an_action(carla, report_every=1)
    an_action(carla)
    assert notice_changes(at=NOW) == 0  # nothing was told yet, and that is what is told of each already
    after = NOW + 31 * DAY
    real = acts.record_many

    def dies(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        raise RuntimeError("killed")

    monkeypatch.setattr(acts, "record_many", dies)
    with pytest.raises(RuntimeError):
        notice_changes(at=after)
    assert told("fell_behind") == []
    monkeypatch.setattr(acts, "record_many", real)
    assert notice_changes(at=after, limit=1) == 1
    assert notice_changes(at=after) == 1
    assert notice_changes(at=after) == 0
    assert sorted(told("fell_behind")) == sorted([(late.pk, "overdue"), (quiet.pk, "no_report")])
    report_progress(action=quiet, text="Aquí seguimos", by=carla, at=after)
    assert notice_changes(at=after) == 1
    assert told("state_changed") == [(quiet.pk, "under_way")]
    assert notice_changes(at=after + 32 * DAY) == 2  # both are late by their last day, or without a report again
    assert Action.objects.get(pk=quiet.pk).told_state == "overdue"


def test_reminders_before_and_word_above_after(carla: Person, ana: Person, bruno: Person) -> None:
    action = an_action(carla, report_every=2)
    office = action.institution
    assert office is not None
    rita, jefe = official("Rita", "reporter", office.subject), official("Jefe", "steward", office.subject)
    name_reporter(followed=action.followed, person=ana, voice="society", organisation="Vecinas", by=carla, at=NOW)
    follow(subject=action.subject, by=bruno, at=NOW)
    relay(NOW)
    Notice.objects.all().delete()
    assert remind_of_dates(at=NOW, days=15) == 0
    assert remind_of_dates(at=NOW + 46 * DAY, days=15) == 1
    assert remind_of_dates(at=NOW + 47 * DAY, days=15) == 0
    relay(NOW)
    assert set(Notice.objects.values_list("person", flat=True)) == {rita.pk, jefe.pk, ana.pk}
    move_dates(action=action, due_on=LATER + DAY, reason="Un día", by=carla, at=NOW + 47 * DAY)
    assert remind_of_dates(at=NOW + 48 * DAY, days=15) == 1  # a new day, a new reminder
    assert remind_of_reports(at=NOW + 55 * DAY, days=7) == 1
    assert remind_of_reports(at=NOW + 56 * DAY, days=7) == 0
    assert escalate_late(at=NOW + 70 * DAY, days=10) == 0
    Notice.objects.all().delete()
    assert escalate_late(at=NOW + 71 * DAY, days=10) == 1
    assert escalate_late(at=NOW + 72 * DAY, days=10) == 0
    relay(NOW)
    titles = dict(Notice.objects.filter(event__name="participation.action.escalated").values_list("person", "reason"))
    assert set(titles) == {jefe.pk, carla.pk}


def test_followers_and_the_office_hear_that_it_fell_behind(carla: Person, bruno: Person) -> None:
    action = an_action(carla, due_on=TODAY)
    follow(subject=action.subject, by=bruno, at=NOW)
    with time_machine.travel(NOW, tick=False):
        assert sweep.run()["escalated"] == 0
    assert notice_changes(at=NOW + DAY) == 1
    relay(NOW + DAY)
    heard = Notice.objects.filter(event__name="participation.action.fell_behind")
    assert set(heard.values_list("person", flat=True)) == {bruno.pk, carla.pk}


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_share_the_work(carla: Person) -> None:
    """Without rows held and skipped, both sweeps see each change and tell it twice: four events for two actions."""
    keys = {an_action(carla, due_on=TODAY).pk, an_action(carla, due_on=TODAY).pk}
    results = at_once(*[lambda: notice_changes(at=NOW + DAY)] * 3)
    assert sum(results) == 2
    assert {key for key, _state in told("fell_behind")} == keys
    assert len(told("fell_behind")) == 2
