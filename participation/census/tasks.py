"""Tasks of lists of people: codes that wait, files that wait, figures, and what has to go."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="participation.census.send_codes")
def send_codes(**_: object) -> None:
    """Send the codes that wait."""
    from participation.census.sending import send_waiting

    send_waiting()


@shared_task(name="participation.census.work", time_limit=3600)
def work(**_: object) -> None:
    """Read and import the files that wait."""
    from participation.census.jobs import work as do

    do()


@shared_task(name="participation.census.tidy")
def tidy(**_: object) -> None:
    """Delete old codes and files, and count the figures of verification anew."""
    from participation.census import actions

    now = timezone.now()
    actions.forget_codes(at=now)
    actions.drop_old_files(at=now)
    actions.count_verifications(at=now)
