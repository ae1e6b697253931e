"""Tasks of notifications."""

from celery import shared_task


@shared_task(name="participation.notifications.sweep")
def sweep(**_: object) -> None:
    """Send every delivery that waits."""
    from participation.notifications.deliveries import deliver

    deliver()
