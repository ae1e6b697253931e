"""The public figures of moderation, by month: how much was reported, what was decided, how fast, what was appealed.

Months are those of the installation's time zone. Nothing here leads to a person: no names, no keys, no texts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, F, Min, QuerySet, Value
from django.db.models.functions import Cast, TruncMonth
from django.utils import timezone

from participation.moderation.models import Appeal, Block, Decision, Flag, FlagReason, Rule, Suspicion

MONTHS = 12


@dataclass(slots=True)
class Month:
    """The figures of one month."""

    month: date
    reports: int = 0
    noticed: int = 0
    kept: int = 0
    hidden: int = 0
    restored: int = 0
    appeals: int = 0
    overturned: int = 0
    upheld: int = 0
    blocked: int = 0
    middle: timedelta | None = None

    @property
    def decided(self) -> int:
        """Return how many decisions were made."""
        return self.kept + self.hidden + self.restored

    @property
    def hours(self) -> int | None:
        """Return the middle waiting time in whole hours, rounded up."""
        return None if self.middle is None else -(-int(self.middle.total_seconds()) // 3600)


def _first_of(day: date) -> date:
    return day.replace(day=1)


def months(at: datetime, most: int = MONTHS) -> list[Month]:
    """Return the last months, the newest first, also those in which nothing happened. Two queries."""
    newest = _first_of(timezone.localdate(at))
    found: dict[date, Month] = {}
    month = newest
    for _number in range(most):
        found[month] = Month(month)
        month = _first_of(month - timedelta(days=1))
    since = timezone.make_aware(datetime.combine(min(found), datetime.min.time()))
    _fill(found, since)
    return list(found.values())


def _fill(found: dict[date, Month], since: datetime) -> None:
    counted = _together(
        _cell(Flag.objects.filter(at__gte=since), "reports", None),
        _cell(Suspicion.objects.filter(at__gte=since), "noticed", None),
        _cell(Block.objects.filter(at__gte=since), "blocked", None),
        _cell(Appeal.objects.filter(at__gte=since), "appeals", None),
        _cell(Decision.objects.filter(at__gte=since), "", F("outcome")),
        _cell(Appeal.objects.filter(decided_at__gte=since), "", F("outcome"), "decided_at"),
    )
    names = {"keep": "kept", "hide": "hidden", "restore": "restored"}
    for row in counted:
        name = row["what"] or names.get(row["detail"], row["detail"])
        setattr(found[timezone.localdate(row["month"])], name, row["count"])
    waited = Decision.objects.filter(at__gte=since, flags__isnull=False).annotate(first=Min("flags__at"))
    for month, middle in _by_month_of_waits(waited):
        found[month].middle = middle


def _by_month_of_waits(decisions: QuerySet) -> Iterator[tuple[date, timedelta]]:
    """Yield the middle time from the first report to the decision, by month of the decision."""
    waits: dict[date, list[timedelta]] = {}
    for moment, first in decisions.values_list("at", "first"):
        waits.setdefault(_first_of(timezone.localdate(moment)), []).append(moment - first)
    for month, each in waits.items():
        each.sort()
        yield month, each[len(each) // 2]


@dataclass(slots=True)
class Totals:
    """What is known over all time."""

    waiting: int
    appeals_waiting: int
    blocked: int
    reasons: list[tuple[Any, int]] = field(default_factory=list)
    rules: list[tuple[Any, int]] = field(default_factory=list)
    noticed: list[tuple[Any, int]] = field(default_factory=list)


def totals(at: datetime) -> Totals:
    """Return what waits, what is in force, and reasons and rules by how often they were used. Two queries."""
    in_force = Block.objects.filter(lifted_at__isnull=True).exclude(until__lte=at)
    counted = _together(
        _total(Flag.objects.all(), "reason", F("reason")),
        _total(Suspicion.objects.all(), "noticed", F("kind")),
        _total(Flag.objects.filter(decision__isnull=True), "waiting", None),
        _total(Appeal.objects.filter(outcome=""), "appeals", None),
        _total(in_force, "blocked", None),
    )
    found = {(row["what"], row["detail"]): row["count"] for row in counted}
    broken = Rule.objects.annotate(n=Count("decisions")).filter(n__gt=0).order_by("-n", "pk")
    return Totals(
        waiting=found.get(("waiting", ""), 0),
        appeals_waiting=found.get(("appeals", ""), 0),
        blocked=found.get(("blocked", ""), 0),
        reasons=[(label, found.get(("reason", name), 0)) for name, label in FlagReason.choices],
        rules=[(rule, rule.n) for rule in broken],
        noticed=[(label, found.get(("noticed", name), 0)) for name, label in Suspicion.Kind.choices],
    )


# --- As open data -----------------------------------------------------------------------------------------------------


def cells(at: datetime) -> QuerySet:
    """Return the counts of every month, as rows of what was counted, of which kind, and how many."""
    return _together(
        _cell(Flag.objects.all(), "report", F("reason")),
        _cell(Suspicion.objects.all(), "noticed", F("kind")),
        _cell(Decision.objects.all(), "decision", F("outcome")),
        _cell(Decision.objects.filter(rule__isnull=False), "rule", F("rule__code")),
        _cell(Appeal.objects.exclude(outcome=""), "appeal", F("outcome"), "decided_at"),
        _cell(Block.objects.all(), "block", None),
    )


def _together(first: QuerySet, *others: QuerySet) -> QuerySet:
    return first.union(*others, all=True)


def _cell(rows: QuerySet, what: str, detail: Any, moment: str = "at") -> QuerySet:
    return _total(rows.annotate(month=TruncMonth(moment)), what, detail, "month")


def _total(rows: QuerySet, what: str, detail: Any, *by: str) -> QuerySet:
    kind = Cast(detail, CharField()) if detail is not None else Value("", CharField())
    grouped = rows.order_by().annotate(what=Value(what, CharField()), detail=kind)
    return grouped.values(*by, "what", "detail").annotate(count=Count("pk"))
