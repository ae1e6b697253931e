"""How fast institutions answer what citizens observe: computed from the answers, never typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from participation.models import Institution, Response
from participation.subjects.querysets import shown
from participation.workdays import local_day


@dataclass(frozen=True, slots=True)
class AnswerTime:
    """What one institution was asked, answered, and how long it took; ``days`` is the median of working days."""

    institution: Institution
    asked: int
    answered: int
    late: int
    days: float | None

    @property
    def told_days(self) -> str:
        """Return the median as it is read: without a fraction where there is none."""
        return "" if self.days is None else f"{self.days:g}"


def figures(kind: str | Iterable[str], at: datetime, *, below: int | None = None) -> list[AnswerTime]:
    """Return the figures of each institution that was asked, by name; ``below`` keeps what lies in one subject.

    Two queries.
    """
    kinds = [kind] if isinstance(kind, str) else list(kind)
    rows = shown(Response.objects.filter(subject__kind__in=kinds, institution__isnull=False))
    if below is not None:
        rows = rows.filter(subject__ancestors__contains=[below])
    today = local_day(at)
    told: dict[int, list[tuple[bool, bool, int | None]]] = {}
    for key, published, due, days in rows.values_list("institution_id", "published_at", "due_on", "working_days"):
        late = published is None and due is not None and due < today
        told.setdefault(key, []).append((published is not None, late, days))
    offices = Institution.objects.filter(pk__in=told).select_related("subject").defer("subject__search")
    return [
        AnswerTime(
            office,
            asked=len(told[office.pk]),
            answered=sum(answered for answered, _late, _days in told[office.pk]),
            late=sum(late for _answered, late, _days in told[office.pk]),
            days=median(taken) if (taken := [days for _a, _l, days in told[office.pk] if days is not None]) else None,
        )
        for office in offices.order_by("name", "pk")
    ]
