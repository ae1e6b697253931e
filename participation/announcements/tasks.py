"""Tasks of announcements."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="participation.announcements.start_due")
def start_due(**_: object) -> None:
    """Send what is due, the earliest first; each in a transaction of its own, so that one cannot hold up the rest."""
    from participation.announcements.actions import start_announcement
    from participation.models import Announcement, AnnouncementState

    at = timezone.now()
    due = Announcement.objects.filter(state=AnnouncementState.SCHEDULED, send_at__lte=at).order_by("send_at", "pk")
    # Those that wait for the end of an electoral period are asked last, so that they hold nothing up.
    for announcement in [*due.filter(problem="")[:100], *due.exclude(problem="")[:100]]:
        start_announcement(announcement=announcement, at=at)
