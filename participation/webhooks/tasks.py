"""Tasks of webhooks."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="participation.webhooks.send")
def send(**_: object) -> None:
    """Send what waits."""
    from participation.webhooks.sender import send_all

    send_all(timezone.now)
