"""``{% timeline subject %}``: the newest things that happened to a subject, in public words."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import template
from django.db.models import QuerySet
from django.urls import reverse

from participation.events.models import Event
from participation.events.names import timeline_names
from participation.events.querysets import timeline_of
from participation.events.timeline import lines
from participation.stored import StoredQuery

if TYPE_CHECKING:
    from participation.models import Subject

register = template.Library()
NEWEST = 10
# What a line says, and no more: events carry what was before and after.
TOLD = ("name", "at", "payload", "actor__name", "actor__erased_at", "actor__name_hidden_at")


@StoredQuery
def _newest(subject_id: int) -> QuerySet[Event]:
    return newest_of(subject_id)


def newest_of(subject_id: int) -> QuerySet[Event]:
    """Return the events that ``{% timeline %}`` tells, and one more where there are more."""
    return timeline_of(subject_id).only(*TOLD)[: NEWEST + 1]


def happened(events: Iterable[Event]) -> list[Event]:
    """Return, of events that a page read newest first with ``TOLD``, those that ``{% timeline %}`` tells."""
    names = timeline_names()
    return [event for event in events if event.name in names][: NEWEST + 1]


@register.inclusion_tag("participation/notifications/timeline.html")
def timeline(subject: "Subject", read: list[Event] | None = None) -> dict[str, Any]:
    """Return the newest lines, with a link to the rest where there is more: one query, unless the page read them."""
    found = list(_newest(subject.pk)) if read is None else read
    more = reverse("events:history", args=[subject.pk]) if len(found) > NEWEST else ""
    return {"lines": lines(found[:NEWEST]), "more_url": more}
