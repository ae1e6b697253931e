"""How many people each method verified, month by month, for everybody to see; small counts without their number."""

from collections import Counter
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from participation.census.models import VerificationFigure
from participation.events.record import record
from participation.verification.models import Verification

SMALLEST = 10
DATASET = "verification_statistics"


@transaction.atomic
def count_verifications(*, at: datetime) -> int:
    """Count verifications by method and month anew; return how many figures changed. Below ten no number is kept."""
    counted: Counter[tuple[str, date]] = Counter()
    zone = timezone.get_default_timezone()
    for method, moment in Verification.objects.values_list("method", "at").iterator(10_000):
        counted[method, moment.astimezone(zone).date().replace(day=1)] += 1
    before = {(row.method, row.month): row for row in VerificationFigure.objects.select_for_update()}
    changed = []
    for (method, month), people in sorted(counted.items()):
        number = people if people >= SMALLEST else None
        row = before.get((method, month))
        if row is None:
            changed.append(VerificationFigure.objects.create(method=method, month=month, people=number, updated_at=at))
        elif row.people != number:
            row.people, row.updated_at = number, at
            row.save(update_fields=["people", "updated_at"])
            changed.append(row)
    if changed:
        changes = [(DATASET, row.pk) for row in changed]
        payload = {"figures": len(changed)}
        record("census.figures.counted", subject=None, by=None, at=at, payload=payload, changes=changes)
    return len(changed)
