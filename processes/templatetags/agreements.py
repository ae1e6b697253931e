"""``{% agreements subject %}``: what was agreed there, how it goes, and the button to put one down."""

from typing import Any

from django import template
from django.utils import timezone

from participation.models import Subject
from processes.agreements.policies import may_make_agreement
from processes.models import Agreement

register = template.Library()
SHOWN = 30


@register.inclusion_tag("processes/agreements/panel.html", takes_context=True)
def agreements(context: dict[str, Any], subject: Subject) -> dict[str, Any]:
    """Return the agreements made at a subject or below it, the newest first; one query for whoever reads."""
    user = getattr(context["request"], "user", None)
    person = user if user is not None and user.is_authenticated else None
    rows = Agreement.objects.public().made_in(subject).for_page().with_state(timezone.now())
    found = list(rows.order_by("-made_on", "-pk")[: SHOWN + 1])
    makes = person is not None and bool(may_make_agreement(person, subject))
    return {"rows": found[:SHOWN], "more": len(found) > SHOWN, "makes": makes, "subject": subject}
