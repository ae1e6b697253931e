"""Tasks of the desk: reminders before the day of an answer, and word to those above an office after it."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from participation.responses.actions import escalate_late, remind_offices


@shared_task(name="participation.responses.watch")
def watch() -> dict[str, int]:
    """Remind and escalate what the day asks for; what is over one turn's limit waits for the next."""
    at = timezone.now()
    return {
        "reminded": remind_offices(at=at, days=settings.AZOTEA_ANSWER_REMINDER_DAYS),
        "escalated": escalate_late(at=at),
    }
