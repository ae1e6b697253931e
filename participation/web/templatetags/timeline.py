"""``{% timeline subject %}``: the newest things that happened to a subject, in public words."""

from typing import TYPE_CHECKING, Any

from django import template
from django.db.models import QuerySet
from django.urls import reverse

from participation.events.models import Event
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
    return timeline_of(subject_id).only(*TOLD)[: NEWEST + 1]


@register.inclusion_tag("participation/notifications/timeline.html")
def timeline(subject: "Subject") -> dict[str, Any]:
    """Return the newest lines in one query, with a link to the rest where there is more."""
    found = list(_newest(subject.pk))
    more = reverse("events:history", args=[subject.pk]) if len(found) > NEWEST else ""
    return {"lines": lines(found[:NEWEST]), "more_url": more}
