"""What the published table tells of its last run."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from participation.privacy.models import RetentionState


@transaction.atomic
def note_run(*, rule: str, erased: int, failed: bool, at: datetime) -> None:
    """Keep what the published table tells of a rule's last run."""
    state, new = RetentionState.objects.get_or_create(
        rule=rule, defaults={"ran_at": at, "erased": erased, "erased_in_all": erased, "failed": failed}
    )
    if not new:
        RetentionState.objects.filter(pk=state.pk).update(
            ran_at=at, erased=erased, erased_in_all=F("erased_in_all") + erased, failed=failed
        )
