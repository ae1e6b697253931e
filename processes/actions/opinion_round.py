"""Acts of computing opinion groups: begin, go on, publish, give up. A round is a row with a lease, found by a sweep."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from participation.events.record import record
from processes import events
from processes.models import Component, OpinionRound, RoundState, StatementAnswer
from processes.opinions.policies import may_compute

if TYPE_CHECKING:
    from participation.models import Person

LEASE = timedelta(minutes=10)  # beyond what the largest activity takes
PAUSE = timedelta(minutes=10)  # at the earliest after the last one
RETRY = timedelta(hours=1)  # after one that failed
ATTEMPTS = 3
LEAST_NEW = 10  # people with new answers: what changes from one round to the next is never that of fewer


def new_people(component: Component, most: int = LEAST_NEW) -> int:
    """Return how many people answered since the last published round, or changed that; counted up to ``most``."""
    last = component.rounds.filter(state=RoundState.DONE).order_by("-number").first()
    rows = StatementAnswer.objects.filter(component=component)
    if last is not None:
        rows = rows.filter(at__gt=last.started_at)
    return len(rows.order_by().values_list("person").distinct()[:most])


@transaction.atomic
def begin_round(*, component: Component, at: datetime, by: "Person | None" = None) -> OpinionRound | None:
    """Begin to compute, or take over from a worker that died; None where one runs, or too few answered anew.

    ``by`` is the official who asks for it at once; a sweep asks for nobody. Raises ActDenied.
    """
    if by is not None:
        may_compute(by, component, at=at).enforce()
    Component.objects.select_for_update(no_key=True).only("pk").get(pk=component.pk)
    running = component.rounds.filter(state=RoundState.RUNNING).first()
    if running is not None:
        return _take_over(running, at)
    last = component.rounds.order_by("-number").first()
    if last is not None and by is None:
        wait = PAUSE if last.state == RoundState.DONE else RETRY
        if last.done_at is not None and at < last.done_at + wait:
            return None
    if new_people(component) < LEAST_NEW:
        return None
    number = (component.rounds.aggregate(n=Max("number"))["n"] or 0) + 1
    return OpinionRound.objects.create(component=component, number=number, started_at=at, lease_until=at + LEASE)


def _take_over(row: OpinionRound, at: datetime) -> OpinionRound | None:
    if row.lease_until is not None and at < row.lease_until:
        return None
    if row.attempts >= ATTEMPTS:
        _end(row, at)
        return None
    row.attempts, row.started_at, row.lease_until, row.progress = row.attempts + 1, at, at + LEASE, 0
    row.save()
    return row


@transaction.atomic
def note_progress(*, row: OpinionRound, done: float) -> None:
    """Note how far it is, for whoever looks; what was taken over by another worker is left alone."""
    OpinionRound.objects.filter(pk=row.pk, state=RoundState.RUNNING, attempts=row.attempts).update(
        progress=max(0, min(99, round(done * 100)))
    )


@transaction.atomic
def publish_round(*, row: OpinionRound, at: datetime, **found: Any) -> bool:
    """Publish what was computed; False where another worker took it over, or published it, meanwhile."""
    rows = OpinionRound.objects.select_for_update(no_key=True, of=("self",)).select_related("component__subject")
    fresh = rows.get(pk=row.pk)
    if fresh.state != RoundState.RUNNING or fresh.attempts != row.attempts:
        return False
    for name, value in found.items():
        setattr(fresh, name, value)
    fresh.state, fresh.done_at, fresh.lease_until, fresh.progress = RoundState.DONE, at, None, 100
    fresh.save()
    record(
        events.OPINION_GROUPS_COMPUTED,
        subject=fresh.component.subject,
        by=None,
        at=at,
        payload={"number": fresh.number, "groups": fresh.groups, "people": fresh.people},
        changes=[("opinion_groups", fresh.pk)],
    )
    return True


@transaction.atomic
def give_up_round(*, row: OpinionRound, at: datetime) -> None:
    """End a round after an error; the sweep begins another one an hour later."""
    fresh = OpinionRound.objects.select_for_update(no_key=True).get(pk=row.pk)
    if fresh.state == RoundState.RUNNING and fresh.attempts == row.attempts:
        _end(fresh, at)


def _end(row: OpinionRound, at: datetime) -> None:
    row.state, row.done_at, row.lease_until = RoundState.FAILED, at, None
    row.save(update_fields=["state", "done_at", "lease_until"])
