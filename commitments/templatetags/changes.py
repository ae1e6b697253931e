"""``{% what_changed commitment %}``: what was recommended on a commitment, and what it changed for good."""

from typing import Any

from django import template

from commitments.changes.policies import may_record
from commitments.models import Commitment, InstitutionalChange, Recommendation

register = template.Library()


@register.inclusion_tag("commitments/changes/panel.html", takes_context=True)
def what_changed(context: dict[str, Any], commitment: Commitment) -> dict[str, Any]:
    """Return the recommendations with the state of their answers, and the changes: two queries."""
    user = getattr(context["request"], "user", None)
    person = user if user is not None and user.is_authenticated else None
    told = Recommendation.objects.public().filter(commitment=commitment).select_related("subject__response")
    done = InstitutionalChange.objects.public().filter(commitment=commitment).select_related("subject")
    return {
        "recommended": list(told.defer("subject__search").order_by("pk")[:30]),
        "done": list(done.defer("subject__search").order_by("-in_force_on", "-pk")[:30]),
        "commitment": commitment,
        "may": person is not None and bool(may_record(person, commitment)),
    }
