"""The measured parts of ``meeting_seats`` and ``meeting_calendar``: run within the product on a new database."""

import json
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from participation.models import Person, Role
from participation.subjects.actions import create_subject
from processes.encounters.actions.encounter import publish_encounter, write_encounter
from processes.encounters.actions.seats import register, withdraw_registration
from processes.models import Component, Encounter, Opening, Phase, Process, Registration

CONNECTIONS = 40
TOGETHER = 100
PAGES = {
    "the list": "/encuentros/",
    "the month": "/encuentros/?ver=mes",
    "the past": "/encuentros/?pasados=1",
    "the points of the map": "/encuentros/puntos.json",
    "the calendar to subscribe to": "/encuentros/calendario.ics",
}


def _city() -> tuple[Person, Component]:
    """Make a process with an activity of encounters in which registering is open."""
    at = timezone.now()
    by = Person.objects.create_user(email="convoca@example.org", name="Convoca")  # writes: a throw-away city
    Role.objects.create(person=by, kind="steward", granted_at=at)  # writes: a throw-away city
    face = create_subject(kind="process", title="Ciudad", path="/procesos/ciudad/", at=at, state="published")
    process = Process.objects.create(  # writes: a throw-away city
        subject=face, slug="ciudad", title="Ciudad", summary="x", state="published", created_at=at, published_at=at
    )
    own = create_subject(
        kind="component", title="Ven", path="/procesos/ciudad/ven/", at=at, parent=face, state="published"
    )
    made = Component.objects.create(  # writes: a throw-away city
        process=process, subject=own, kind="encounters", slug="ven", title="Ven"
    )
    phase = Phase.objects.create(  # writes: a throw-away city
        process=process, title="Abierta", opens_at=at - timedelta(days=1), position=1
    )
    Opening.objects.create(phase=phase, component=made, act="register")  # writes: a throw-away city
    return by, Component.objects.with_clock().get(pk=made.pk)


def _announced(by: Person, component: Component, number: int, **more: Any) -> Encounter:
    at = timezone.now()
    starts = at + timedelta(days=2, hours=number)
    row = write_encounter(
        component=component, title=f"Encuentro {number}", starts_at=starts, ends_at=starts + timedelta(hours=2),
        place="Plaza", by=by, at=at, **more,
    )  # fmt: skip
    return publish_encounter(encounter=row, by=by, at=at)


def _together(calls: list[Callable[[], Any]]) -> int:
    """Make calls over many connections at once; return how many failed."""
    waiting: SimpleQueue[Callable[[], Any]] = SimpleQueue()
    for call in calls:
        waiting.put(call)
    failed: list[BaseException] = []
    start = threading.Barrier(CONNECTIONS)

    def work() -> None:
        connection.ensure_connection()
        start.wait(timeout=60)
        while True:
            try:
                call = waiting.get_nowait()
            except Empty:
                break
            try:
                call()
            except Exception as error:
                failed.append(error)
        connection.close()

    threads = [threading.Thread(target=work) for _each in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(failed)


def rush(attempts: int, seats: int, told: str) -> None:
    """Let everybody register at the same moment, then forty of those with a seat leave at the same moment."""
    by, component = _city()
    row = _announced(by, component, 0, capacity=seats)
    people = Person.objects.bulk_create(  # writes: a throw-away city
        Person(email=f"p{n}@example.org", name=f"P{n}") for n in range(attempts)
    )
    at = timezone.now()
    began = time.monotonic()
    errors = _together([lambda each=each: register(encounter=row, by=each, at=at) for each in people])
    seconds = time.monotonic() - began
    states = list(Registration.objects.order_by("pk").values_list("state", flat=True))
    seated = list(Registration.objects.filter(state="seated").select_related("encounter", "person").order_by("pk")[:40])
    errors += _together(
        [lambda each=each: withdraw_registration(registration=each, by=each.person, at=at) for each in seated]
    )
    after = list(Registration.objects.order_by("pk").values_list("state", flat=True))
    given = {
        "connections": CONNECTIONS,
        "errors": errors,
        "seated": states.count("seated"),
        "waiting": states.count("waiting"),
        "first": set(states[:seats]) == {"seated"},
        "after": after.count("seated"),
        "in_order": set(after[seats : seats + 40]) == {"seated"} and set(after[seats + 40 :]) == {"waiting"},
        "rate": attempts / seconds,
    }
    Path(told).write_text(json.dumps(given))


def calendar(number: int, told: str) -> None:
    """Make encounters through the acts, one for each hour to come, and count what the pages ask."""
    by, component = _city()
    for first in range(0, number, TOGETHER):
        with transaction.atomic():  # a commit for each would take most of the time, and measure the disk
            for n in range(first, min(first + TOGETHER, number)):
                _announced(by, component, n, latitude=19.5, longitude=-96.9)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    given: dict[str, Any] = {"encounters": Encounter.objects.public().count()}
    client = Client(headers={"host": "localhost"})
    client.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
    for name, path in PAGES.items():
        for _visit in range(2):
            began = time.process_time()
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(path)
            milliseconds = (time.process_time() - began) * 1000
        if answer.status_code != 200:
            raise ValueError(f"{path} answers {answer.status_code}")
        given[name] = (len(asked), milliseconds)
    Path(told).write_text(json.dumps(given))
