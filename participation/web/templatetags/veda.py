"""What pages say while an electoral period runs."""

from typing import Any

from django import template
from django.utils import timezone

from participation.models import ElectoralPeriod, Subject
from participation.veda.calendar import shown_in_force

register = template.Library()


@register.simple_tag
def in_veda(subject: Subject | None = None) -> ElectoralPeriod | None:
    """Return the electoral period that a page about a subject is in (without one: about the whole installation)."""
    return shown_in_force(subject or None, timezone.now())


@register.inclusion_tag("participation/veda/notice.html")
def veda_notice(period: ElectoralPeriod, *, what: str) -> dict[str, Any]:
    """Say that something is withheld, why, until when, and where the law stands."""
    return {"period": period, "what": what}
