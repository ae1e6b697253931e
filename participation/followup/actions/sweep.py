"""Acts of the clock: what fell behind is told once, offices are reminded before a day and those above them after it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from participation.events.record import record_many
from participation.followup.actions.common import event_on
from participation.followup.models import Action
from participation.followup.states import LATE, goes_on, state_on
from participation.workdays import local_day


@transaction.atomic
def notice_changes(*, at: datetime, limit: int = 500) -> int:
    """Record an event for each action whose computed state is not the one that was told last.

    Rows are held and the mark goes with the event in one transaction: a worker that dies leaves them for the next
    sweep, and two sweeps at once share them.
    """
    rows = _held().annotate(state=state_on(local_day(at))).exclude(state=F("told_state")).filter(_shown())
    changed: list[Any] = list(rows[:limit])
    marked: dict[str, list[int]] = {}
    events = []
    for action in changed:
        marked.setdefault(action.state, []).append(action.pk)
        name = "fell_behind" if action.state in LATE else "state_changed"
        events.append(event_on(name, action, None, at, state=action.state, was=action.told_state))
    record_many(events)
    for state, keys in marked.items():
        Action.objects.filter(pk__in=keys).update(told_state=state)
    return len(changed)


@transaction.atomic
def remind_of_dates(*, at: datetime, days: int, limit: int = 500) -> int:
    """Remind whoever is responsible of a last day that is near, once for each day that was set."""
    return _remind("due_on", "reminded_for", "due_soon", at=at, days=days, limit=limit)


@transaction.atomic
def remind_of_reports(*, at: datetime, days: int, limit: int = 500) -> int:
    """Remind whoever is responsible of a report that is due soon, once for each day."""
    return _remind("report_due_on", "report_reminded_for", "report_due", at=at, days=days, limit=limit)


@transaction.atomic
def escalate_late(*, at: datetime, days: int, limit: int = 500) -> int:
    """Tell those above who is responsible that a day passed so many days ago, once for each day that was set."""
    late = Q(due_on__lte=local_day(at) - timedelta(days=days))
    return _tell("due_on", "escalated_for", "escalated", when=late, at=at, limit=limit)


def _remind(column: str, mark: str, name: str, *, at: datetime, days: int, limit: int) -> int:
    today = local_day(at)
    near = Q(**{f"{column}__gte": today, f"{column}__lte": today + timedelta(days=days)})
    return _tell(column, mark, name, when=near, at=at, limit=limit)


def _tell(column: str, mark: str, name: str, *, when: Q, at: datetime, limit: int) -> int:
    untold = Q(**{f"{mark}__isnull": True}) | ~Q(**{mark: F(column)})
    told = list(_held().filter(goes_on(), when, untold, _shown())[:limit])
    Action.objects.filter(pk__in=[action.pk for action in told]).update(**{mark: F(column)})
    record_many([event_on(name, action, None, at, day=getattr(action, column).isoformat()) for action in told])
    return len(told)


def _held() -> Any:
    rows = Action.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).select_related("subject")
    return rows.defer("subject__search").order_by("pk")


def _shown() -> Q:
    """Return the condition of what anybody may see; what is hidden is told when it comes back."""
    return Q(subject__state="published", followed__state="published")
