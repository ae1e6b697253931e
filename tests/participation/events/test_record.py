"""Recording events, and what the database refuses."""

import pytest
from django.db import DatabaseError, connection, transaction

from participation.events import names
from participation.events.record import prepare, record, record_many
from participation.models import Event, Relay
from tests.factories import make_process
from tests.personas import NOW

pytestmark = pytest.mark.django_db


def test_an_event_and_its_way_out_are_written_together(ana):
    process = make_process()
    event = record("participation.subject.followed", subject=process.subject, by=ana, at=NOW, changes=[("phases", 3)])
    event.refresh_from_db()
    assert (event.name, event.actor, event.at, event.payload, event.changes) == (
        "participation.subject.followed",
        ana,
        NOW,
        {},
        [["phases", 3]],
    )
    assert Relay.objects.get(event=event).sequence is None


def test_an_undeclared_event_is_refused(ana):
    with pytest.raises(KeyError):
        record("participation.subject.danced", subject=None, by=ana, at=NOW)
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded(ana):
    with pytest.raises(RuntimeError, match="outside a transaction"):
        record("participation.subject.followed", subject=None, by=ana, at=NOW)
    assert not Event.objects.exists()


def test_a_rolled_back_act_leaves_no_event(ana):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record("participation.subject.followed", subject=None, by=ana, at=NOW)
        raise ZeroDivisionError
    assert not Event.objects.exists()
    assert not Relay.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE participation_event SET name = 'x' WHERE id = %s",
        "UPDATE participation_event SET payload = '{}' WHERE id = %s",
        "DELETE FROM participation_event WHERE id = %s",
    ],
)
def test_the_database_refuses_to_change_an_event(ana, statement):
    event = record("participation.subject.followed", subject=None, by=ana, at=NOW)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [event.pk])
    event.refresh_from_db()
    assert event.name == "participation.subject.followed"


def test_the_model_cannot_change_an_event_either(ana):
    event = record("participation.subject.followed", subject=None, by=ana, at=NOW)
    event.name = "other"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(name="other")


def test_one_nudge_for_each_transaction(ana, django_capture_on_commit_callbacks, monkeypatch):
    asked = []
    monkeypatch.setattr("participation.events.tasks.nudge", lambda: asked.append(1))
    with django_capture_on_commit_callbacks(execute=True):
        for _n in range(5):
            record("participation.subject.followed", subject=None, by=ana, at=NOW)
    assert asked == [1]


@pytest.mark.django_db(transaction=True)
def test_a_savepoint_that_is_rolled_back_does_not_take_the_nudge_of_the_rest_along(ana, monkeypatch):
    asked = []
    monkeypatch.setattr("participation.events.tasks.nudge", lambda: asked.append(1))
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            record("participation.subject.followed", subject=None, by=ana, at=NOW)
            raise ZeroDivisionError
        record("participation.subject.unfollowed", subject=None, by=ana, at=NOW)
    assert asked == [1]
    assert [event.name for event in Event.objects.all()] == ["participation.subject.unfollowed"]


def test_what_is_left_out_of_timelines_stays_public():
    assert "participation.comment.made" in names.public_names()
    assert "participation.comment.made" not in names.timeline_names()


def test_many_events_are_written_together_each_with_its_own_way_out(
    ana, django_capture_on_commit_callbacks, monkeypatch, django_assert_num_queries
):
    subject, asked = make_process().subject, []
    monkeypatch.setattr("participation.events.tasks.nudge", lambda: asked.append(1))

    def told(name, number):
        return prepare(f"participation.{name}", subject=subject, by=ana, at=NOW, payload={"number": number})

    with django_capture_on_commit_callbacks(execute=True):
        with django_assert_num_queries(1):
            record_many([told("subject.followed", 1), told("action.edited", 2), told("subject.followed", 3)])
        record_many([])
    assert asked == [1]
    rows = Relay.objects.filter(event__subject=subject, event__actor=ana).order_by("event").select_related("event")
    assert [(row.event.payload["number"], row.sequence, row.transaction is None) for row in rows] == [
        (1, None, True),
        (2, None, False),  # what takes something from view says so, alone among its neighbours
        (3, None, True),
    ]
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record_many([told("subject.followed", 4), told("subject.followed", 5)])
        raise ZeroDivisionError
    assert not Event.objects.filter(payload__number__gt=3).exists()
    with pytest.raises(KeyError):
        told("subject.danced", 6)
