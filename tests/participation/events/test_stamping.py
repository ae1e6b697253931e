"""The gapless sequence, with real connections."""

import random
import threading
import time
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from participation.events import relay as relay_module
from participation.events.record import record
from participation.events.relay import stamp
from participation.identifiers import uuid7
from participation.models import Event, Relay
from tests.personas import NOW, make_person

NAME = "participation.subject.followed"


def run_together(*jobs):
    """Run functions in threads with connections of their own; return the errors they raised."""
    errors = []

    def guarded(job):
        try:
            job()
        except Exception as error:  # the test looks at it
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=guarded, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return errors


def sequences():
    return list(Relay.objects.order_by("sequence").values_list("sequence", flat=True))


@pytest.mark.django_db
def test_events_get_the_next_numbers_in_their_order(ana):
    events = [record(NAME, subject=None, by=ana, at=NOW) for _n in range(3)]
    assert stamp() == 3
    assert stamp() == 0
    later = record(NAME, subject=None, by=ana, at=NOW)
    assert stamp() == 1
    numbers = dict(Relay.objects.values_list("event_id", "sequence"))
    assert [numbers[event.pk] for event in [*events, later]] == [1, 2, 3, 4]


@pytest.mark.django_db
def test_stamping_in_chunks_leaves_no_gap(ana):
    for _n in range(7):
        record(NAME, subject=None, by=ana, at=NOW)
    assert [stamp(3), stamp(3), stamp(3)] == [3, 3, 1]
    assert sequences() == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.django_db(transaction=True)
def test_an_event_that_commits_late_gets_a_later_number(ana):
    old = uuid7()
    begun, stamped = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            event = Event.objects.create(pk=old, name=NAME, at=NOW)
            Relay.objects.create(event=event)
            begun.set()
            assert stamped.wait(30)

    thread = threading.Thread(target=lambda: run_together(slow))
    thread.start()
    assert begun.wait(30)
    time.sleep(0.005)
    with transaction.atomic():
        newer = record(NAME, subject=None, by=ana, at=NOW)
    assert old < newer.pk
    assert stamp() == 1  # the older one is not committed: a reader goes on after number 1
    stamped.set()
    thread.join(30)
    assert stamp() == 1
    assert Relay.objects.get(pk=newer.pk).sequence == 1
    assert Relay.objects.get(pk=old).sequence == 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_many_writers_and_relays_at_once_make_a_gapless_sequence():
    """Readers look on meanwhile: what they saw never changes, and nothing appears below what they saw."""
    person = make_person("Ana")
    writing = threading.Event()
    writing.set()

    def write():
        chance = random.Random(threading.get_ident())
        for _n in range(25):
            with transaction.atomic():
                record(NAME, subject=None, by=person, at=NOW)
                time.sleep(chance.random() / 100)

    def relay_on():
        while writing.is_set() or Relay.objects.filter(sequence__isnull=True).exists():
            stamp(7)

    seen = {}

    def read():
        last = 0
        while writing.is_set():
            for number, event in (
                Relay.objects.filter(sequence__gt=last).order_by("sequence").values_list("sequence", "pk")
            ):
                assert number == last + 1
                seen[number], last = event, number

    def all_writers():
        errors = run_together(write, write, write, write)
        writing.clear()
        assert errors == []

    assert run_together(all_writers, relay_on, relay_on, read) == []
    assert sequences() == list(range(1, 101))
    numbers = dict(Relay.objects.values_list("sequence", "pk"))
    assert seen.items() <= numbers.items()


@pytest.mark.parametrize("locked", [True, False])
@pytest.mark.django_db(transaction=True)
def test_the_lock_is_what_keeps_two_relays_from_the_same_number(ana, monkeypatch, locked):
    """One relay has stamped and not committed when the second starts; an event with an older id arrives in between.

    With the lock the second waits and goes on from number 2. Without it both read the same last number: the second
    gives the late event the number 1 too, and only the unique constraint stops it, with an error.
    """
    late = uuid7()
    time.sleep(0.005)
    if not locked:
        monkeypatch.setattr(relay_module, "_lock_stamping", lambda: None)
    with transaction.atomic():
        record(NAME, subject=None, by=ana, at=NOW)
    first_stamped, second_started = threading.Event(), threading.Event()

    def first():
        with transaction.atomic():
            stamp()
            first_stamped.set()
            assert second_started.wait(30)
            time.sleep(0.5)  # the second is waiting by now: for the lock, or for the same number

    def second():
        assert first_stamped.wait(30)
        with transaction.atomic():
            event = Event.objects.create(pk=late, name=NAME, at=NOW - timedelta(seconds=1))
            Relay.objects.create(event=event)
        second_started.set()
        stamp()

    errors = run_together(first, second)
    if locked:
        assert errors == []
        assert sequences() == [1, 2]
        assert Relay.objects.get(pk=late).sequence == 2
    else:
        assert [type(error) for error in errors] == [IntegrityError]
        assert Relay.objects.get(pk=late).sequence is None


@pytest.mark.django_db
def test_a_large_import_is_stamped_row_by_row_whatever_the_statistics_say(ana):
    """The statistics are from before the import and say that nothing waits: joined by that, each of the 2,000 waiting
    rows was compared with all of them."""
    before = [Event(name=NAME, at=NOW) for _n in range(2000)]
    after = [Event(name=NAME, at=NOW) for _n in range(2000)]
    Event.objects.bulk_create(before + after)
    Relay.objects.bulk_create(Relay(event=event, sequence=n) for n, event in enumerate(before, 1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE participation_relay")
    Relay.objects.bulk_create(Relay(event=event) for event in after)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + relay_module.STAMP, [10_000])
        plan = cursor.fetchone()[0][0]["Plan"]
    assert rows_read(plan) < 20_000
    assert sequences() == list(range(1, 4001))


def rows_read(node):
    """Add up the rows that the leaves of a plan read, those that a filter or a join threw away too."""
    names = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Join Filter", "Rows Removed by Index Recheck")
    read = sum(node.get(name, 0) for name in names) * node["Actual Loops"]
    return read + sum(rows_read(child) for child in node.get("Plans", ()))
