"""Tasks of accounts."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="participation.people.forget_unconfirmed")
def forget_unconfirmed(**_: object) -> None:
    """Erase the data of sign-ups that nobody completed within a week."""
    from participation.people import actions

    actions.forget_unconfirmed(at=timezone.now())
