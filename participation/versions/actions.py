"""Keeping versions."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from participation.subjects.models import Subject
from participation.versions.models import Version

if TYPE_CHECKING:
    from participation.models import Person

LONGEST_REASON = 300


@transaction.atomic
def add_version(
    *, subject: Subject, data: Mapping[str, str], by: "Person | None", at: datetime, reason: str = ""
) -> Version:
    """Keep the texts of a subject as they stand after an edit; the same texts again make no version.

    Called by the acts that edit: they ask their policy and record the event. Numbers have no gaps.
    """
    # The subject's row is locked first, so that two edits at once take one number after the other.
    Subject.objects.select_for_update(no_key=True).only("pk").get(pk=subject.pk)
    last = Version.objects.filter(subject=subject).order_by("-number").first()
    texts = dict(data)
    if last and last.data == texts:
        return last
    return Version.objects.create(
        subject=subject, number=last.number + 1 if last else 1, data=texts, reason=reason[:LONGEST_REASON], by=by, at=at
    )
