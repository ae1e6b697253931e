"""Two at once: an announcement is sent once, whoever presses and whatever worker is faster.

Both were seen to fail with ``_lock`` reading the row without ``select_for_update``: both officials were told yes, and an
announcement that was taken back was sent all the same.
"""

import pytest

from participation.access.verdict import ActDenied
from participation.announcements import actions
from participation.events.relay import relay
from participation.models import Event, Notice
from tests.participation.announcements.helpers import agree, draft
from tests.personas import NOW, make_person, official
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def started():
    return Event.objects.filter(name="announcements.announcement.started").count()


def test_two_officials_press_send_and_two_workers_find_it():
    first, second = official("Carla", "steward"), official("Sonia", "steward")
    reader = make_person("Ana")
    agree(reader)
    row = draft(first)

    def press(by):
        return lambda: actions.schedule_announcement(announcement=row, send_at=None, by=by, at=NOW)

    results = at_once(press(first), press(second))
    denied = [result for result in results if isinstance(result, ActDenied)]
    assert [result.denial.code for result in denied] == ["not_draft"]
    assert Event.objects.filter(name="announcements.announcement.scheduled").count() == 1

    def work():
        return actions.start_announcement(announcement=row, at=NOW).state

    assert at_once(work, work, work) == ["started", "started", "started"]
    assert started() == 1
    at_once(lambda: relay(NOW), lambda: relay(NOW))
    assert Notice.objects.filter(person=reader, kind="newsletters").count() == 1


def test_taking_back_and_sending_at_once_ends_in_one_of_both():
    carla = official("Carla", "steward")
    agree(make_person("Ana"))
    row = draft(carla)
    actions.schedule_announcement(announcement=row, send_at=None, by=carla, at=NOW)
    back, sent = at_once(
        lambda: actions.take_back_announcement(announcement=row, by=carla, at=NOW),
        lambda: actions.start_announcement(announcement=row, at=NOW),
    )
    row.refresh_from_db()
    if isinstance(back, ActDenied):
        assert (row.state, started()) == ("started", 1)
    else:
        assert (row.state, sent.state, started()) == ("draft", "draft", 0)
