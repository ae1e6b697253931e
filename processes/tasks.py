"""Tasks of processes."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="processes.announce_phases")
def announce_phases(**_: object) -> None:
    """Tell the followers of processes which phases opened, close soon or closed; the clock itself needs no task."""
    from processes.actions.announcements import announce_due

    announce_due(at=timezone.now())
