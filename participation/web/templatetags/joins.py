"""The panel of joins, wherever a page needs it."""

from typing import Any

from django import template
from django.utils import timezone

from participation.joins.panel import panel
from participation.models import Subject

register = template.Library()


@register.inclusion_tag("participation/joins/panel.html", takes_context=True)
def join_panel(context: dict[str, Any], subject: Subject) -> dict[str, Any]:
    """Return how many joined, and the button to join or to take it back."""
    user = getattr(context["request"], "user", None)
    person = user if user is not None and user.is_authenticated else None
    shown = panel(person, subject, timezone.now())
    return {**shown, "request": context["request"], "csrf_token": context.get("csrf_token")}
