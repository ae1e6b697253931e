"""Tasks of files."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="participation.files.delete_orphans")
def delete_orphans(**_: object) -> None:
    """Delete the bytes of uploads whose act was undone."""
    from participation.files import orphans

    orphans.delete_orphans(at=timezone.now())
