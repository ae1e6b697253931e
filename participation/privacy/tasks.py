"""Tasks of privacy."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="participation.privacy.purge")
def purge(**_: object) -> None:
    """Erase whatever the retention table says is too old, and close requests that nobody completed."""
    from participation.privacy.actions.arco import lapse_requests
    from participation.privacy.running import run_rules

    at = timezone.now()
    lapse_requests(at=at)
    run_rules(at=at)
