"""What the tests of notices share."""

from django.db import transaction

from participation.events.record import record
from participation.models import Event, Follow, Notice, Person, Subject
from tests.personas import NOW

PHASE = {
    "phase": 1,
    "title": "Propuestas",
    "opens_at": "2026-11-20T18:00:00+00:00",
    "closes_at": "2026-12-10T05:59:00+00:00",
    "time_zone": "America/Mexico_City",
}


def follow(subject: Subject, *people: Person) -> None:
    """Let people follow a subject."""
    for person in people:
        Follow.objects.create(subject=subject, person=person, at=NOW)


def phase_opened(subject: Subject, *, by: Person | None = None) -> Event:
    """Record that a phase opened in a process."""
    with transaction.atomic():
        return record("processes.phase.opened", subject=subject, by=by, at=NOW, payload=PHASE)


def told(event: Event) -> dict[str, str]:
    """Return who was told of an event and why, by name."""
    return dict(Notice.objects.filter(event=event).values_list("person__name", "reason"))
