"""Reads of events."""

from django.db.models import QuerySet

from participation.events.models import Event
from participation.events.names import timeline_names


def timeline_of(subject_id: int) -> QuerySet[Event]:
    """Return what the public timeline of a subject tells, newest first."""
    found = Event.objects.filter(subject_id=subject_id, name__in=timeline_names())
    return found.select_related("actor").defer("before", "after").order_by("-at", "-id")
