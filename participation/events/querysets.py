"""Reads of events."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from participation.events.models import Event, Relay
from participation.events.names import timeline_names


def timeline_of(subject_id: int) -> QuerySet[Event]:
    """Return what the public timeline of a subject tells, newest first."""
    found = Event.objects.filter(subject_id=subject_id, name__in=timeline_names())
    return found.select_related("actor").defer("before", "after").order_by("-at", "-id")


def waiting_since(at: datetime) -> timedelta:
    """Return for how long the oldest event has waited to be relayed; zero where none waits.

    What failed for good waits for a person, not for a worker. Each of the two looks costs one step in its own index.
    """
    from participation.events.relay import MAX_ATTEMPTS

    waiting = Relay.objects.select_related("event").only("event__at")
    oldest = [
        waiting.filter(sequence__isnull=True).order_by("event").first(),
        waiting.filter(done_at__isnull=True, sequence__isnull=False, attempts__lt=MAX_ATTEMPTS)
        .order_by("sequence")
        .first(),
    ]
    return max((at - row.event.at for row in oldest if row), default=timedelta())
