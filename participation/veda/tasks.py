"""Tasks of the electoral calendar."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="participation.veda.note_turns")
def note_turns(**_: object) -> None:
    """Write down which periods began or ended. Pages follow the calendar by themselves."""
    from participation.veda.actions import note_turns as note

    note(at=timezone.now())
