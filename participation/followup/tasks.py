"""Tasks of what is followed up: computed states that changed, reminders, word to those above."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from participation.followup.actions import escalate_late, notice_changes, remind_of_dates, remind_of_reports

MOST_ROUNDS = 40


@shared_task(name="participation.followup.check_links")
def check_links() -> int:
    """Try the addresses of evidence that were not tried for a while; return how many."""
    from participation.followup import links

    days = settings.AZOTEA_LINK_CHECK_DAYS
    return links.check_links(days=days, now=timezone.now) if days > 0 else 0


@shared_task(name="participation.followup.sweep")
def sweep() -> dict[str, int]:
    """Tell what changed by the clock alone; what is over one turn's rounds waits for the next."""
    at, changed = timezone.now(), 0
    for _round in range(MOST_ROUNDS):
        found = notice_changes(at=at)
        changed += found
        if not found:
            break
    return {
        "changed": changed,
        "dates": remind_of_dates(at=at, days=settings.AZOTEA_ACTION_REMINDER_DAYS),
        "reports": remind_of_reports(at=at, days=settings.AZOTEA_REPORT_REMINDER_DAYS),
        "escalated": escalate_late(at=at, days=settings.AZOTEA_ACTION_ESCALATION_DAYS),
    }
