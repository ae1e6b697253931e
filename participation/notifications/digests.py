"""Digests: what is kept for a person's next mail is bound together once its moment came.

A delivery belongs to at most one digest and a person has one digest for each moment, so that a replay, two workers at
once or a worker that dies in the middle bind nothing twice. After an outage all that is overdue goes in one mail.
"""

import time
from datetime import datetime

from django.db import transaction

from participation.notifications.models import Delivery, Digest, MailPlan
from participation.notifications.zones import next_due, zone_of

State = Delivery.State


def gather(at: datetime, *, limit: int = 1000, seconds: float = 60.0) -> int:
    """Bind what is due into digests; return how many were made. ``limit`` and ``seconds`` bound one call."""
    deadline, made = time.monotonic() + seconds, 0
    due = Delivery.objects.filter(state=State.HELD, digest__isnull=True, not_before__lte=at)
    for person_id in list(due.order_by().values_list("notice__person_id", flat=True).distinct()[:limit]):
        if time.monotonic() > deadline:
            break
        made += _gather_for(person_id, at)
    return made


@transaction.atomic
def _gather_for(person_id: int, at: datetime) -> int:
    """Bind what is due for one person; return 1 where there is a digest now."""
    from participation.models import Person

    # One at a time for each person; whoever finds the row taken leaves it to the next sweep.
    person = Person.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=person_id).first()
    if person is None:
        return 0
    held = Delivery.objects.filter(state=State.HELD, digest__isnull=True, not_before__lte=at, notice__person=person)
    rows = list(held.select_for_update(of=("self",)).order_by("not_before").values_list("pk", "not_before"))
    if not rows:
        return 0
    plan = MailPlan.objects.filter(person=person).first() or MailPlan(person=person, rhythm=MailPlan.Rhythm.DAILY)
    digest, _made = Digest.objects.get_or_create(
        person=person, due_at=rows[-1][1], defaults={"rhythm": plan.rhythm}
    )  # writes: the sweep makes digests
    digest = Digest.objects.select_for_update(no_key=True).get(pk=digest.pk)
    mine = Delivery.objects.filter(pk__in=[pk for pk, _due in rows])
    if digest.state == State.QUEUED:
        mine.update(digest=digest)  # writes: a delivery keeps its own books
        return 1
    # The digest of that moment has left already; what came to be known too late for it goes with the next one.
    mine.update(not_before=next_due(plan, zone_of(person), at))  # writes: a delivery keeps its own books
    return 0
