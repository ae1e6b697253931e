"""The relay as it runs: a worker on the filesystem transport, on Redis, killed in the middle, and no broker at all."""

import os
import time
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from config.celery import app
from participation.events import tasks
from participation.events.record import record
from participation.events.relay import relay
from participation.models import Delivery, Follow, Notice, Person, Relay
from participation.notifications.fanout import CHUNK
from tests.factories import make_process
from tests.participation.events.workers import Worker, database_url, send, wait_until
from tests.personas import NOW

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SOME = {
    "phase": 1,
    "title": "Propuestas",
    "opens_at": NOW.isoformat(),
    "closes_at": None,
    "time_zone": "America/Mexico_City",
}


def followed_process(followers: int):
    process = make_process("Plan Municipal")
    people = Person.objects.bulk_create(
        [Person(name=f"Persona {n}", email=f"p{n}@example.org", password="!") for n in range(followers)]
    )
    Follow.objects.bulk_create([Follow(subject=process.subject, person=person, at=NOW) for person in people])
    return process, people


def open_phase(process):
    with transaction.atomic():
        return record("processes.phase.opened", subject=process.subject, by=None, at=timezone.now(), payload=SOME)


def done(event):
    return Relay.objects.filter(event=event, done_at__isnull=False).exists()


def relayed_and_sent(var: Path, redis_url: str = "") -> None:
    process, _people = followed_process(2)
    event = open_phase(process)
    with Worker(var, redis_url) as worker:
        send("participation.events.sweep", var, redis_url)
        wait_until(lambda: done(event), "the event is relayed", worker)
        # The relay asks for the deliveries by itself.
        wait_until(lambda: Delivery.objects.filter(state="sent").count() == 2, "the mails are sent", worker)
    assert Notice.objects.filter(event=event).count() == 2
    mails = [path.read_text() for path in (var / "mail").iterdir()]
    assert [text.count("/cuenta/notificaciones/baja/") for text in mails] == [1, 1]


def test_a_worker_on_the_filesystem_relays_and_sends(tmp_path):
    relayed_and_sent(tmp_path)


@pytest.mark.redis
def test_a_worker_on_redis_relays_and_sends(tmp_path):
    url = os.environ.get("REDIS_URL", "")
    if not url:
        pytest.skip("no Redis: set REDIS_URL to run this test")
    relayed_and_sent(tmp_path, url)


def test_a_worker_killed_in_the_middle_loses_nothing_and_repeats_nothing(tmp_path):
    """The worker dies between two chunks of people, with its message already taken off the queue."""
    process, people = followed_process(CHUNK + 20)
    event = open_phase(process)
    # Another session has written the very last notice and not committed: the second chunk has to wait for it, and
    # there the worker is killed.
    holder = psycopg.connect(database_url())
    holder.execute(
        "INSERT INTO participation_notice (event_id, person_id, kind, reason, at) VALUES (%s, %s, 'phases', 'x', now())",
        [event.pk, people[-1].pk],
    )
    try:
        with Worker(tmp_path) as worker:
            send("participation.events.sweep", tmp_path)
            wait_until(lambda: Relay.objects.filter(event=event, cursor__gt=0).exists(), "the first chunk", worker)
            wait_until(is_waiting, "the second chunk waits", worker)
            worker.kill()
    finally:
        holder.rollback()
        holder.close()
    wait_until(lambda: not is_waiting(), "the server dropped the dead connection")
    row = Relay.objects.get(event=event)
    assert row.done_at is None
    assert Notice.objects.filter(event=event).count() == CHUNK
    assert [path for path in (tmp_path / "queue" / "messages").iterdir() if "relay" in path.name] == []
    # The message is gone for good. The lease keeps others away until it runs out (here: time passes).
    assert relay(timezone.now()) == 0
    Relay.objects.filter(event=event).update(lease_until=timezone.now() - timedelta(seconds=1))
    with Worker(tmp_path) as worker:
        send("participation.events.sweep", tmp_path)
        wait_until(lambda: done(event), "the sweep finished the job", worker)
    assert Notice.objects.filter(event=event).count() == CHUNK + 20
    assert Delivery.objects.filter(notice__event=event).count() == CHUNK + 20


def is_waiting() -> bool:
    """Tell whether a session waits for another one's row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return cursor.fetchone()[0] > 0


def test_with_a_dead_broker_acts_stay_fast_and_nothing_is_lost(monkeypatch, caplog):
    """Nobody listens where the broker should be: the first nudge fails at once, the next ones are not even tried."""
    monkeypatch.setattr(tasks, "_rest_until", 0.0)
    process, _people = followed_process(2)
    with dead_redis(monkeypatch):
        begun = time.monotonic()
        events = [open_phase(process) for _n in range(20)]
        spent = time.monotonic() - begun
    assert spent < 3
    assert [line.message for line in caplog.records if "not asked for" in line.message] == [
        "participation.events.sweep not asked for (OperationalError); the periodic sweep finds what waits"
    ]
    tasks.sweep()  # what beat asks for once there is a broker again
    assert all(done(event) for event in events)
    assert Notice.objects.count() == 40


class dead_redis:  # noqa: N801 (reads as a context)
    """Point the Celery app to an address where nobody listens."""

    def __init__(self, monkeypatch) -> None:
        self.monkeypatch = monkeypatch

    def __enter__(self) -> None:
        from kombu import Connection

        options = {"socket_timeout": 2, "socket_connect_timeout": 1, "retry_on_timeout": False, "max_retries": 0}
        broken = Connection("redis://127.0.0.1:1/0", transport_options=options, connect_timeout=1)
        real = tasks.sweep.apply_async
        self.monkeypatch.setattr(
            type(tasks.sweep), "apply_async", lambda self_, **given: real(connection=broken, **given), raising=False
        )

    def __exit__(self, *_: object) -> None:
        self.monkeypatch.undo()


def test_every_task_of_beat_exists_and_has_a_queue():
    app.loader.import_default_modules()
    queues = {queue.name for queue in app.conf.task_queues}
    assert set(queues) == {"sweeps", "relay", "mail", "lists", "webhooks"}
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks
        # A message that no worker took expires before the next turn sends another.
        assert 0 < entry["options"]["expires"] <= entry["schedule"]
        assert app.amqp.router.route({}, entry["task"])["queue"].name in queues
