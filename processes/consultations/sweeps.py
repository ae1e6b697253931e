"""What the clock asks of consultations: to publish the results of those that are over."""

import logging
from datetime import datetime

from participation.access.verdict import ActDenied
from processes.consultations import policies
from processes.consultations.actions.voting import publish_results
from processes.models import Component

log = logging.getLogger("azotea.consultations")


def publish_due(*, at: datetime) -> int:
    """Publish the results that are due; return how many. What fails is tried at the next turn, the others go on."""
    published = 0
    rows = Component.objects.filter(kind="consultation", questionnaire__ready_at__isnull=False)
    for component in rows.with_clock().select_related("questionnaire").order_by("pk"):
        if not policies.results_due(component, component.questionnaire, at):
            continue
        try:
            published += publish_results(component=component, at=at) is not None
        except (ActDenied, OSError):
            log.exception("The results of consultation %s could not be published yet.", component.pk)
    return published
