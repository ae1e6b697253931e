"""What of processes goes into the package for the next administration."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from participation.administrations.inherited import Inheritance, register_inheritance
from participation.handover.registry import HandoverTable, register_handover

CHUNK = 500


def _processes(at: datetime) -> Iterator[Mapping[str, Any]]:
    from processes.models import Process

    rows = Process.objects.exclude(state="closed", closings__isnull=False).select_related("institution", "subject")
    for row in rows.defer("subject__search").order_by("pk").iterator(CHUNK):
        yield {
            "process": row.pk,
            "title": row.title,
            "address": row.subject.path,
            "state": row.state,
            "institution": row.institution.name if row.institution else "",
            "owes_results": row.state == "closed",
        }


def _phases(at: datetime) -> Iterator[Mapping[str, Any]]:
    from django.db.models import Q

    from processes.models import Phase

    rows = Phase.objects.filter(Q(closes_at__isnull=True) | Q(closes_at__gt=at)).exclude(process__state="closed")
    for row in rows.select_related("process").order_by("opens_at", "pk").iterator(CHUNK):
        yield {
            "process": row.process_id,
            "of": row.process.title,
            "phase": row.title,
            "opens": row.opens_at,
            "closes": row.closes_at,
        }


def _inherited(start: datetime) -> QuerySet:
    """Return the subjects of the processes that were public and went on at a moment."""
    from processes.models import Process

    rows = Process.objects.exclude(state="draft").filter(published_at__lt=start)
    return rows.exclude(closed_at__lt=start).values("subject")


def register() -> None:
    """Add the processes that go on or owe their results, the phases to come, and what a new administration inherits."""
    register_inheritance(Inheritance("process", _inherited))
    columns = ("process", "title", "address", "state", "institution", "owes_results")
    register_handover(
        HandoverTable("processes", columns, _processes),
        HandoverTable("phases", ("process", "of", "phase", "opens", "closes"), _phases),
    )
