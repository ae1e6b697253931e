"""Tasks of evaluations."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="participation.evaluations.count_due")
def count_due(**_: object) -> None:
    """Count and publish the evaluations that are over."""
    from participation.evaluations.actions import count_due as count

    count(at=timezone.now())
