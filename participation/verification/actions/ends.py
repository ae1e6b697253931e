"""Telling people that their verification ends."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from participation.events.record import record
from participation.verification.models import Verification

BEFORE = timedelta(days=30)


@transaction.atomic
def announce_ends(*, at: datetime, limit: int = 500) -> int:
    """Tell people whose verification ends within 30 days, once for each end; return how many. A task calls it daily."""
    soon = Verification.objects.in_force(at).filter(expires_at__lte=at + BEFORE, told_of_end_at__isnull=True)
    rows = list(soon.select_for_update(of=("self",), skip_locked=True).order_by("expires_at", "pk")[:limit])
    for row in rows:
        row.told_of_end_at = at
        row.save(update_fields=["told_of_end_at"])
        assert row.expires_at is not None
        until = timezone.localdate(row.expires_at).isoformat()
        payload = {"verification": row.pk, "person": row.person_id, "until": until}
        record("verification.person.ending", subject=None, by=None, at=at, payload=payload)
    return len(rows)
