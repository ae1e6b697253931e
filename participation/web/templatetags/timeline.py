"""``{% timeline subject %}``: the newest things that happened to a subject, in public words."""

from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse

from participation.events.querysets import timeline_of
from participation.events.timeline import lines

if TYPE_CHECKING:
    from participation.models import Subject

register = template.Library()
NEWEST = 10


@register.inclusion_tag("participation/notifications/timeline.html")
def timeline(subject: "Subject") -> dict[str, Any]:
    """Return the newest lines in one query, with a link to the rest where there is more."""
    found = list(timeline_of(subject.pk)[: NEWEST + 1])
    more = reverse("events:history", args=[subject.pk]) if len(found) > NEWEST else ""
    return {"lines": lines(found[:NEWEST]), "more_url": more}
