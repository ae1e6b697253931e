"""Tasks of processes."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="processes.announce_phases")
def announce_phases(**_: object) -> None:
    """Tell the followers of processes which phases opened, close soon or closed; the clock itself needs no task."""
    from processes.actions.announcements import announce_due

    announce_due(at=timezone.now())


@shared_task(name="processes.publish_news")
def publish_news(**_: object) -> None:
    """Publish the news whose moment has come."""
    from processes.actions.news import publish_due

    publish_due(at=timezone.now())


@shared_task(name="processes.compute_opinions")
def compute_opinions(row: int = 0, **_: object) -> None:
    """Compute the opinion groups that are due; with ``row``, the round that an official just began."""
    from processes.opinions.computing import compute_due, compute_row

    if row:
        compute_row(row, timezone.now)
    else:
        compute_due(timezone.now)


@shared_task(name="processes.publish_consultations")
def publish_consultations(**_: object) -> None:
    """Publish what was answered in the consultations that are over."""
    from processes.consultations.sweeps import publish_due

    publish_due(at=timezone.now())


@shared_task(name="processes.remind_of_encounters")
def remind_of_encounters(**_: object) -> None:
    """Remind those who have a seat in what begins within a day."""
    from processes.encounters.actions.encounter import remind_due

    remind_due(at=timezone.now())
