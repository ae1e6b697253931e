"""Races with real connections."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from participation.access.verdict import ActDenied
from participation.models import Person
from participation.urn import actions, box, querysets
from participation.urn.chambers import opened
from tests.participation.urn.worlds import END, NO, YES, cast, open_vote, voters
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def left_in_the_urn() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM urn.participation_ballot")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("revocable", [False, True])
def test_twenty_casts_of_one_person_by_two_ways_leave_one_ballot(carla: Person, revocable: bool) -> None:
    """The unique key of the roll makes each wait for the one before.

    Without it (``ON CONFLICT`` and the constraint taken out) all twenty are let in and twenty ballots are counted.
    """
    vote = open_vote(carla, revocable=revocable)
    (person,) = voters(1)
    web = [lambda: cast(vote, person, YES)] * 10
    table = [lambda: cast(vote, person, NO, channel="counter", captured_by=carla)] * 10
    results = at_once(*web, *table)
    denied = [one.denial.code for one in results if isinstance(one, ActDenied)]
    assert [one for one in results if one is not None and not isinstance(one, ActDenied)] == []
    assert denied == ([] if revocable else ["already_voted"] * 19)
    closed = actions.close_vote(vote=vote, at=END)
    assert (closed.ballots, closed.marked, len(list(querysets.ballots(closed)))) == (1, 1, 1)


def test_a_ballot_is_counted_or_refused_while_the_vote_closes(carla: Person) -> None:
    """Whoever casts holds the vote's lock together with the others; whoever closes waits for all of them.

    Without ``hold_open`` in the act a ballot that was acknowledged lies in the urn after it was counted.
    """
    vote = open_vote(carla)
    people = voters(16)
    late = END - timedelta(microseconds=1)
    casts = [lambda person=person: cast(vote, person, at=late) for person in people]
    *results, closing = at_once(*casts, lambda: actions.close_vote(vote=vote, at=END))
    taken = sum(one is None for one in results)
    assert not isinstance(closing, Exception)
    assert {one.denial.code for one in results if one is not None} <= {"closed"}
    vote.refresh_from_db()
    assert (vote.ballots, vote.marked, left_in_the_urn()) == (taken, taken, 0)
    assert vote.link_destroyed_at == END


def test_a_backup_that_reads_the_urn_puts_the_close_off_and_breaks_nothing(
    carla: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a limit the close would wait for the backup, and every cast of every vote behind it."""
    monkeypatch.setattr(box, "PATIENCE", "SET LOCAL lock_timeout = '100ms'")
    vote = open_vote(carla)
    (person,) = voters(1)
    cast(vote, person)
    reading, tried = threading.Event(), threading.Event()

    def backup() -> None:
        with transaction.atomic(), opened("urn"), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE participation_ballot IN ACCESS SHARE MODE")
            reading.set()
            tried.wait(20)

    def closing() -> None:
        reading.wait(20)
        try:
            actions.close_vote(vote=vote, at=END)
        finally:
            tried.set()

    _none, denied = at_once(backup, closing)
    assert isinstance(denied, ActDenied)
    assert denied.denial.code == "urn_busy"
    assert actions.close_vote(vote=vote, at=END).is_reconciled
