"""What ballots need by the clock: reminding of those that are not cast."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="budgets.voting.remind")
def remind() -> int:
    """Remind of the ballots whose last day it is."""
    from budgets.voting.registrations import remind_due

    return remind_due(at=timezone.now())
