"""Publishing what came of a process, and correcting it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from participation.events.record import record
from participation.veda.actions import record_override
from processes import events, policies
from processes.actions.electoral import accepted, running
from processes.actions.shared import checked_texts, lock, next_version
from processes.models import Closing, Process

if TYPE_CHECKING:
    from participation.models import Person

LONGEST = 6000
TEXTS = Closing.TRANSLATABLE


@transaction.atomic
def publish_closing(
    *,
    process: Process,
    results: str,
    changed: str,
    lessons: str,
    by: "Person",
    at: datetime,
    translations: dict[str, dict[str, str]] | None = None,
    reason: str = "",
    accept_electoral: bool = False,
) -> Closing:
    """Say what came of a closed process; once that is said, this is a new version and needs a reason.

    In an electoral period that must be accepted. The same again changes nothing. Raises ActDenied, and
    ValidationError by field.
    """
    lock(process)
    policies.may_publish_closing(by, process).enforce()
    given = {"results": results, "changed": changed, "lessons": lessons}
    texts, others = checked_texts(given, translations, names=TEXTS, longest=LONGEST)
    last = process.closings.order_by("-number").first()
    version = next_version(last, texts, others, reason)
    if last is not None and version is None:
        return last
    number, why = version or (1, "")
    periods = accepted(running(process, at), accept_electoral)
    made = Closing.objects.create(
        process=process, number=number, **texts, translations=others, reason=why, by=by, at=at
    )
    record(
        events.CLOSING_CORRECTED if last else events.CLOSING_PUBLISHED,
        subject=process.subject,
        by=by,
        at=at,
        payload={"number": made.number, "reason": why},
        before={name: getattr(last, name) for name in TEXTS} if last else None,
        after=texts,
        changes=[("closings", made.pk)],
    )
    record_override(periods=periods, what="publish_closing", subject=process.subject, by=by, at=at)
    return made
