"""A step of acts of the floors above: what was put together is answered together, by one answer."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from participation.responses.models import Response
from participation.workdays import days_off, local_day, working_days_left

if TYPE_CHECKING:
    from participation.models import Subject

CHUNK = 500
COPIED = ("verdict", "reasons", "reference", "signer", "institution_id", "published_by_id")


def answer_through(*, subjects: Iterable[int], through: "Subject", at: datetime) -> list[tuple[str, int]]:
    """Give the published answer of one subject to others that are owed one; return the rows that changed.

    What was answered by itself, or through another, keeps its answer. After a correction the same call brings the
    corrected words. Nothing is recorded: whoever calls names the rows in its event.
    """
    answer = Response.objects.filter(subject=through, published_at__isnull=False).first()
    if answer is None:
        return []
    off = days_off()
    rows = Response.every.select_for_update(no_key=True, of=("self",)).filter(subject__in=list(subjects))
    changed = []
    for row in rows.order_by("subject_id"):
        if row.published_at is not None and row.through_id != through.pk:
            continue
        for name in COPIED:
            setattr(row, name, getattr(answer, name))
        if row.published_at is None:
            row.published_at, row.through = at, through
            row.working_days = max(0, working_days_left(local_day(row.owed_since), local_day(at), off))
        changed.append(row)
    fields = ["verdict", "reasons", "reference", "signer", "institution", "published_by", "published_at", "through",
              "working_days"]  # fmt: skip
    Response.every.bulk_update(changed, fields, batch_size=CHUNK)  # writes: inside the act that publishes or corrects
    return [("responses", row.pk) for row in changed]


def promise_together(*, subjects: Iterable[int], through: "Subject | None") -> None:
    """Say through which answer what is owed to several will be answered (None: each by itself again); a step."""
    rows = Response.every.filter(subject__in=list(subjects), published_at__isnull=True)
    rows.update(through=through)  # writes: inside the act that puts them together
