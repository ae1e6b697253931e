"""Tries that failed: kept without what was tried, and purged by age."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from participation.verification.models import FailedAttempt

if TYPE_CHECKING:
    from participation.models import Person

KEPT = timedelta(days=30)


@transaction.atomic
def note_failed_attempt(*, person: "Person | None", method: str, code: str, at: datetime) -> FailedAttempt:
    """Keep that a try by a method failed, and why (a short code): neither document, nor date, nor address."""
    return FailedAttempt.objects.create(person=person, method=method, code=code[:40], at=at)


@transaction.atomic
def purge_failed_attempts(*, at: datetime, limit: int = 100_000) -> int:
    """Delete failed tries of more than 30 days ago; return how many. The daily job calls it."""
    old = FailedAttempt.objects.filter(at__lt=at - KEPT).order_by("at").values("pk")[:limit]
    return FailedAttempt.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]
