"""The relay: claims, chunks, leases, failures."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from participation.access.verdict import ActDenied
from participation.events import relay as relay_module
from participation.events.actions import retry_event
from participation.events.record import record
from participation.events.relay import BACK_OFF, LEASE, MAX_ATTEMPTS, relay
from participation.models import Event, Follow, Notice, Person, Relay
from participation.notifications import fanout
from tests.factories import make_process
from tests.participation.events.test_stamping import run_together
from tests.personas import NOW, make_person

OPENED = "processes.phase.opened"
SOME = {
    "phase": 1,
    "title": "Propuestas",
    "opens_at": NOW.isoformat(),
    "closes_at": None,
    "time_zone": "America/Mexico_City",
}


def followed_process(followers):
    """Return a process that some people follow."""
    process = make_process("Plan Municipal")
    people = Person.objects.bulk_create(
        [Person(name=f"Persona {n}", email=f"p{n}@example.org", password="!") for n in range(followers)]
    )
    Follow.objects.bulk_create([Follow(subject=process.subject, person=person, at=NOW) for person in people])
    return process


def open_phase(process, **fields):
    with transaction.atomic():
        return record(OPENED, subject=process.subject, by=fields.get("by"), at=NOW, payload=SOME)


@pytest.mark.django_db
def test_an_event_becomes_notices_and_is_done():
    process = followed_process(3)
    event = open_phase(process)
    assert relay(NOW) == 1
    assert Notice.objects.filter(event=event).count() == 3
    row = Relay.objects.get(event=event)
    assert (row.sequence, row.done_at, row.lease_until, row.attempts, row.error) == (1, NOW, None, 0, "")
    assert relay(NOW) == 0


@pytest.mark.django_db
def test_a_replay_changes_nothing():
    process = followed_process(3)
    event = open_phase(process)
    relay(NOW)
    Relay.objects.filter(event=event).update(done_at=None, cursor=0)
    assert relay(NOW) == 1
    assert Notice.objects.filter(event=event).count() == 3
    assert sum(notice.deliveries.count() for notice in Notice.objects.all()) == 3


@pytest.mark.django_db
def test_events_that_are_news_to_nobody_are_finished_in_one_go(ana, django_assert_max_num_queries):
    for _n in range(40):
        record("participation.subject.followed", subject=None, by=ana, at=NOW)
    with django_assert_max_num_queries(20):
        assert relay(NOW) == 40
    assert not Notice.objects.exists()
    assert not Relay.objects.filter(done_at=None).exists()


@pytest.mark.django_db
def test_a_fan_out_goes_in_chunks_and_keeps_its_progress(monkeypatch):
    process = followed_process(7)
    event = open_phase(process)
    monkeypatch.setattr(fanout, "CHUNK", 3)
    real, chunks = fanout.tell_chunk, []

    def dying(*, event, after, at, size=3):
        chunks.append(after)
        if len(chunks) == 3:
            raise KeyboardInterrupt  # as a kill does: no clean-up runs
        return real(event=event, after=after, at=at, size=3)

    monkeypatch.setattr(fanout, "tell_chunk", dying)
    with pytest.raises(KeyboardInterrupt):
        relay(NOW)
    assert Notice.objects.filter(event=event).count() == 6
    row = Relay.objects.get(event=event)
    assert row.done_at is None
    assert row.cursor == chunks[2]
    # Nobody touches it before the lease runs out; then the next relay goes on after the last chunk.
    assert relay(NOW + timedelta(minutes=1)) == 0
    assert relay(row.lease_until + timedelta(seconds=1)) == 1
    assert chunks[3] == chunks[2]
    assert Notice.objects.filter(event=event).count() == 7


@pytest.mark.django_db
def test_a_relay_that_lost_its_lease_saves_nothing_more(monkeypatch):
    process = followed_process(2)
    event = open_phase(process)
    real = fanout.tell_chunk

    def overtaken(**arguments):
        reached = real(**arguments)
        Relay.objects.filter(event=event).update(lease_until=NOW + timedelta(hours=1))  # somebody else took it over
        return reached

    monkeypatch.setattr(fanout, "tell_chunk", overtaken)
    assert relay(NOW) == 0
    assert not Notice.objects.exists()
    assert Relay.objects.get(event=event).done_at is None


@pytest.mark.django_db
def test_an_event_that_fails_is_tried_later_and_does_not_hold_up_the_others(monkeypatch):
    broken, fine = followed_process(1), make_process()
    first, second = open_phase(broken), open_phase(fine)
    real = fanout.tell_chunk

    def failing(*, event, **rest):
        if event.pk == first.pk:
            raise ValueError("this cannot be told")
        return real(event=event, **rest)

    monkeypatch.setattr(fanout, "tell_chunk", failing)
    assert relay(NOW) == 1
    assert Relay.objects.get(event=second).done_at == NOW
    row = Relay.objects.get(event=first)
    assert (row.attempts, row.error, row.lease_until) == (1, "ValueError: this cannot be told", NOW + BACK_OFF[0])
    at = NOW
    for _attempt in range(MAX_ATTEMPTS + 2):
        at += timedelta(hours=3)
        relay(at)
    row.refresh_from_db()
    assert (row.attempts, row.done_at) == (MAX_ATTEMPTS, None)
    # Repaired, it still waits for a person.
    monkeypatch.setattr(fanout, "tell_chunk", real)
    assert relay(at + timedelta(days=1)) == 0


@pytest.mark.django_db
def test_a_steward_tries_again_what_failed_for_good(carla):
    event = open_phase(followed_process(1))
    relay_module.stamp()
    Relay.objects.filter(event=event).update(attempts=MAX_ATTEMPTS, error="ValueError: x")
    assert relay(NOW) == 0
    retry_event(relay=Relay.objects.get(event=event), by=carla, at=NOW)
    assert relay(NOW) == 2  # the event, and the one that says it was tried again
    assert Notice.objects.filter(event=event).count() == 1
    assert list(Event.objects.filter(actor=carla).values_list("name", "payload")) == [
        ("participation.relay.retried", {"event": str(event.pk)})
    ]


@pytest.mark.django_db
def test_who_may_not_try_again(ana, dario, carla):
    event = open_phase(followed_process(1))
    row = Relay.objects.get(event=event)
    Relay.objects.filter(event=event).update(attempts=MAX_ATTEMPTS)
    for person, code in ((None, "not_signed_in"), (ana, "role_missing"), (dario, "role_missing")):
        with pytest.raises(ActDenied) as denied:
            retry_event(relay=row, by=person, at=NOW)
        assert denied.value.denial.code == code
    Relay.objects.filter(event=event).update(attempts=2)
    with pytest.raises(ActDenied) as denied:
        retry_event(relay=row, by=carla, at=NOW)
    assert denied.value.denial.code == "not_failed"
    row.refresh_from_db()
    assert row.attempts == 2
    assert not Event.objects.filter(name="participation.relay.retried").exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_relays_at_once_tell_everybody_exactly_once():
    processes = [followed_process_of(n) for n in range(12)]
    for process in processes:
        open_phase(process)
    done = []
    assert run_together(*[lambda: done.append(relay())] * 4) == []
    assert sum(done) == 12
    assert Notice.objects.count() == 12 * 20
    assert not Relay.objects.filter(done_at=None).exists()
    assert list(Relay.objects.order_by("sequence").values_list("sequence", flat=True)) == list(range(1, 13))


def followed_process_of(n):
    """Return a process with 20 followers of its own."""
    process = make_process(f"Proceso {n}")
    people = Person.objects.bulk_create(
        [Person(name="X", email=f"x{n}-{m}@example.org", password="!") for m in range(20)]
    )
    Follow.objects.bulk_create([Follow(subject=process.subject, person=person, at=NOW) for person in people])
    return process


@pytest.mark.django_db(transaction=True)
def test_an_event_in_one_relays_hands_is_skipped_by_the_other():
    """The claim is a row lock first, then a lease; neither makes the second relay wait."""
    open_phase(followed_process(1))
    relay_module.stamp()
    taken, looked = threading.Event(), threading.Event()
    found = []

    def first():
        with transaction.atomic():
            found.append(relay_module._claim(NOW))
            taken.set()
            assert looked.wait(30)

    def second():
        assert taken.wait(30)
        found.append(relay_module._claim(NOW))
        looked.set()

    assert run_together(first, second) == []
    assert found[0] is not None
    assert found[1] is None
    assert relay_module._claim(NOW + LEASE - timedelta(seconds=1)) is None
    assert relay_module._claim(NOW + LEASE) is not None


@pytest.mark.django_db
def test_the_limit_bounds_one_call():
    for _n in range(3):
        open_phase(make_process())
    assert relay(NOW, limit=2) == 2
    assert relay(NOW) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 8])
def test_stamping_costs_the_same_for_one_and_many(ana, count, django_assert_num_queries):
    for _n in range(count):
        record("participation.subject.followed", subject=None, by=make_person(f"P{_n}"), at=NOW)
    with django_assert_num_queries(5):  # savepoint, look, lock, stamp, release
        relay_module.stamp()
    assert connection.in_atomic_block
