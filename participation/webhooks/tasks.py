"""Tasks of webhooks."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="participation.webhooks.send")
def send(**_: object) -> None:
    """Send what waits."""
    from participation.webhooks.sender import send_all

    send_all(timezone.now)


@shared_task(name="participation.webhooks.reseal")
def reseal(**_: object) -> None:
    """Keep secrets readable after a change of the secret key."""
    from participation.webhooks.actions import reseal_secrets

    reseal_secrets()
