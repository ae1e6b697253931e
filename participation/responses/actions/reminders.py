"""Acts of the clock: offices are reminded before a day, and those above them are told after it."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from participation.events.record import record
from participation.responses.models import Response
from participation.responses.querysets import WANTED_BY
from participation.workdays import after_working_days, days_off, local_day


@transaction.atomic
def remind_offices(*, at: datetime, days: int, limit: int = 500) -> int:
    """Remind whoever has an answer that is due within so many working days, once for each day that was set."""
    today = local_day(at)
    near = after_working_days(today, days, days_off())
    due = _waiting(limit).filter(wanted__gte=today, wanted__lte=near)
    return _tell(due.filter(_not_yet("reminded_for"))[:limit], "due_soon", "reminded_for", at)


@transaction.atomic
def escalate_late(*, at: datetime, limit: int = 500) -> int:
    """Tell those above an office, and those who route, that the day has passed; once for each day that was set."""
    late = _waiting(limit).filter(wanted__lt=local_day(at))
    return _tell(late.filter(_not_yet("escalated_for"))[:limit], "overdue", "escalated_for", at)


def _waiting(limit: int):  # type: ignore[no-untyped-def]
    rows = Response.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    rows = rows.filter(published_at__isnull=True, subject__state="published").by_itself().annotate(wanted=WANTED_BY)
    return rows.select_related("subject").order_by("pk")


def _not_yet(column: str) -> Q:
    return Q(**{f"{column}__isnull": True}) | ~Q(**{column: F("wanted")})


def _tell(rows, what: str, column: str, at: datetime) -> int:  # type: ignore[no-untyped-def]
    told = list(rows)
    for response in told:
        setattr(response, column, response.wanted)
        response.save(update_fields=[column])
        record(
            f"participation.response.{what}",
            subject=response.subject,
            by=None,
            at=at,
            payload={
                "institution": response.institution_id,
                "person": response.assigned_to_id,
                "due_on": response.wanted.isoformat(),
            },
        )
    return len(told)
