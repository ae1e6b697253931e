"""Reads of announcements."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from participation.access import roles
from participation.announcements.models import AnnouncementState

if TYPE_CHECKING:
    from participation.models import Announcement, Person


def in_scope(rows: "QuerySet[Announcement]", person: "Person | None") -> "QuerySet[Announcement]":
    """Return those that an official may see: stewards of a process see what goes to its groups."""
    held = roles.scopes(person, roles.STEWARDS)
    if held is None:
        return rows
    return rows.filter(Q(scope__in=held) | Q(scope__ancestors__overlap=list(held))) if held else rows.none()


def published() -> "QuerySet[Announcement]":
    """Return what everybody may read: what was sent to everybody."""
    from participation.models import Announcement

    return Announcement.objects.filter(state=AnnouncementState.STARTED, segment="all")


def readable_by(person: "Person") -> "QuerySet[Announcement]":
    """Return what a person may read: what is public, and what they were told of."""
    from participation.models import Announcement, Notice

    told = Notice.objects.filter(person=person, event__name="announcements.announcement.started")
    sent = [AnnouncementState.STARTED, AnnouncementState.STOPPED]
    return Announcement.objects.filter(
        Q(state=AnnouncementState.STARTED, segment="all") | Q(state__in=sent, event__in=told.values("event"))
    )
