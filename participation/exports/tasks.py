"""Tasks of exports."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="participation.exports.make")
def make(**_: object) -> None:
    """Make the files that wait."""
    from participation.exports.maker import make_all

    make_all(timezone.now)
