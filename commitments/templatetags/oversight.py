"""``{% oversight commitment %}``: what citizens observed and asked of a commitment, and the way to do so."""

from typing import Any

from django import template
from django.db.models import Count, Q
from django.utils import timezone

from commitments.models import Commitment
from commitments.oversight.kinds import CORRECTION, CORRECTIONS, OBSERVATION, OBSERVATIONS
from commitments.oversight.place import clock
from participation.models import Ask
from participation.workdays import local_day

register = template.Library()
SHOWN = 3


@register.inclusion_tag("commitments/oversight/panel.html", takes_context=True)
def oversight(context: dict[str, Any], commitment: Commitment) -> dict[str, Any]:
    """Return the latest observations on a commitment and its actions, with figures; five queries at most."""
    at, subject = timezone.now(), commitment.subject
    here = Q(subject__parent=subject) | Q(subject__ancestors__contains=[subject.pk])
    rows = Ask.objects.public().filter(here, kind__in=(OBSERVATION, CORRECTION))
    late = Q(state="published", subject__response__due_on__lt=local_day(at))
    told = rows.aggregate(
        seen=Count("pk", filter=Q(kind=OBSERVATION)),
        wrong=Count("pk", filter=Q(kind=CORRECTION)),
        answered=Count("pk", filter=Q(state="answered")),
        late=Count("pk", filter=late),
    )
    latest = rows.for_cards().order_by("-published_at", "-pk")[:SHOWN] if told["seen"] or told["wrong"] else ()
    return {
        "subject": subject,
        "told": told,
        "all": told["seen"] + told["wrong"],
        "latest": latest,
        "open": clock(subject, "ask", at),
        "observe": OBSERVATIONS.words.ask,
        "report": CORRECTIONS.words.ask,
    }
