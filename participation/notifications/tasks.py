"""Tasks of notifications."""

from celery import shared_task
from django.utils import timezone

BATCH = 5000


@shared_task(name="participation.notifications.sweep")
def sweep(**_: object) -> None:
    """Bind the digests that are due, then send everything that waits; where more waits than fits one call, go on."""
    from participation.events.tasks import ask
    from participation.notifications.deliveries import deliver
    from participation.notifications.digests import gather

    gather(timezone.now())
    if deliver(limit=BATCH):
        ask(sweep)  # sending took a while: what came meanwhile need not wait for the next turn
