"""Reads of notices."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from participation.notifications.models import Notice, Preference
from participation.notifications.registry import NoticeKind, all_kinds

if TYPE_CHECKING:
    from participation.models import Person


def unread_count(person: "Person") -> int:
    """Return how many notices the person has not read (at most 99)."""
    return Notice.objects.filter(person=person, read_at__isnull=True)[:99].count()


def inbox_of(person: "Person") -> QuerySet[Notice]:
    """Return a person's notices with all that their words need."""
    return Notice.objects.filter(person=person).select_related("event__subject", "event__actor")


def kinds_for(person: "Person") -> list[NoticeKind]:
    """Return the kinds that concern a person: those of officials only for officials."""
    return [kind for kind in all_kinds() if kind.name != "work" or person.is_staff]


def choices_of(person: "Person") -> dict[tuple[str, str], bool]:
    """Return what the person chose, by kind and channel."""
    rows = Preference.objects.filter(person=person).values_list("kind", "channel", "wanted")
    return {(kind, channel): wanted for kind, channel, wanted in rows}
