"""Tasks of verification."""

from celery import shared_task
from django.apps import apps
from django.db import transaction
from django.utils import timezone


@shared_task(name="participation.verification.daily")
def daily(**_: object) -> None:
    """Announce verifications that end soon, and take over what a former release wrote during an update."""
    from participation.verification import actions
    from participation.verification.adoption import adopt_hashes

    while actions.announce_ends(at=timezone.now()):
        pass
    with transaction.atomic():
        adopt_hashes(apps.get_model)
