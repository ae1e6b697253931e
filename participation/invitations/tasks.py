"""Tasks of invitations."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="participation.invitations.send")
def send(**_: object) -> None:
    """Send the mails to addresses without an account."""
    from participation.invitations.mailing import send_waiting

    send_waiting(timezone.now())
