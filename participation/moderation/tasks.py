"""Tasks of moderation."""

import logging

from celery import shared_task
from django.utils import timezone

logger = logging.getLogger(__name__)
MOST_CHUNKS = 20


@shared_task(name="participation.moderation.watch")
def watch(**_: object) -> None:
    """Look at what was written since the last time; what is left after so many chunks waits for the next turn."""
    from participation.moderation import actions

    for _turn in range(MOST_CHUNKS):
        if not actions.watch(at=timezone.now()):
            return
    logger.info("moderation: more was written than one turn looks at; the next goes on")
