"""Rolls that were kept for long enough."""

from datetime import datetime, timedelta

from django.conf import settings

from participation.urn.actions import erase_roll
from participation.urn.models import Vote


def erase_rolls(at: datetime) -> int:
    """Erase the rolls of votes that closed too long ago; return how many entries."""
    before = at - timedelta(days=settings.AZOTEA_ROLL_DAYS)
    due = Vote.objects.filter(closed_at__lt=before, link_destroyed_at__isnull=False, roll_erased_at__isnull=True)
    return sum(erase_roll(vote=vote, at=at) for vote in due.order_by("pk")[:50])
