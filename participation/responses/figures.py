"""How an institution answers, computed from its answers and never typed: owed, answered, in time, late, how fast."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Aggregate, Count, F, FloatField, Q

ANSWERED = Q(published_at__isnull=False)
# Where no day was promised, an answer cannot be late.
IN_TIME = ANSWERED & (Q(due_on__isnull=True) | Q(published_at__date__lte=F("due_on")))


class Median(Aggregate):
    """The middle value: half of the rows are at most that."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one institution; ``overdue`` are owed still although their day passed."""

    owed: int = 0
    answered: int = 0
    in_time: int = 0
    overdue: int = 0
    median: float | None = None

    @property
    def answered_late(self) -> int:
        """Return how many were answered after their day."""
        return self.answered - self.in_time

    @property
    def waiting(self) -> int:
        """Return how many are owed still and not late."""
        return self.owed - self.answered - self.overdue

    @property
    def middle(self) -> int | None:
        """Return the middle number of working days, in whole days rounded up."""
        return None if self.median is None else -int(-self.median // 1)


def aggregates(today: date) -> dict[str, Any]:
    """Return what ``Figures`` counts, as aggregates over answers."""
    return {
        "owed": Count("pk"),
        "answered": Count("pk", filter=ANSWERED),
        "in_time": Count("pk", filter=IN_TIME),
        "overdue": Count("pk", filter=Q(published_at__isnull=True, due_on__lt=today)),
        "median": Median("working_days", filter=ANSWERED),
    }
