"""Reads of notices."""

from typing import TYPE_CHECKING

from participation.notifications.models import Notice

if TYPE_CHECKING:
    from participation.models import Person


def unread_count(person: "Person") -> int:
    """Return how many notices the person has not read (at most 99)."""
    return Notice.objects.filter(person=person, read_at__isnull=True)[:99].count()
