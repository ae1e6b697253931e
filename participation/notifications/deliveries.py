"""Sending what waits: each delivery is claimed before it is sent, so that none is ever sent twice.

A delivery whose sender died between claim and result may or may not have left. It is shown as ``unknown`` and never
repeated: a citizen who gets a message twice is told something wrong, one who misses a mail still finds the inbox.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from participation.notifications.channels.email import Mailer
from participation.notifications.channels.outcome import NotSentError, RefusedError, UnreachableError
from participation.notifications.channels.texts import send_text
from participation.notifications.models import Delivery, Preference
from participation.notifications.registry import EMAIL, SMS, get_kind
from participation.outage import is_outage, outlive

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=24),
)
MAX_ATTEMPTS = len(BACK_OFF) + 1
State = Delivery.State


def deliver(at: datetime | None = None, *, limit: int = 500, seconds: float = 200.0) -> int:
    """Send what waits and is due; return how many were sent. ``limit`` and ``seconds`` bound one call."""
    now: Callable[[], datetime] = (lambda: at) if at else timezone.now  # type: ignore[assignment,return-value]
    give_up_expired(now())
    deadline, sent = time.monotonic() + seconds, 0
    mailer = Mailer()
    senders: dict[str, Callable[[Delivery], None]] = {EMAIL: mailer.send, SMS: send_text}
    try:
        for _round in range(limit):
            delivery = _claim(now()) if time.monotonic() < deadline else None
            if delivery is None:
                break
            outcome = _send(delivery, senders, now)
            sent += outcome == State.SENT
            if outcome is None:
                break
    finally:
        mailer.close()
    return sent


def give_up_expired(at: datetime) -> int:
    """Mark as unknown what was being sent when its sender died; return how many."""
    lost = Delivery.objects.filter(state=State.SENDING, lease_until__lte=at)
    return lost.update(state=State.UNKNOWN, lease_until=None, error="the sender stopped in the middle")


@transaction.atomic
def _claim(at: datetime) -> Delivery | None:
    """Take the next delivery that is due; others skip it while it is locked, then see its state."""
    due = Delivery.objects.filter(Q(not_before__isnull=True) | Q(not_before__lte=at), state=State.QUEUED)
    row = due.select_for_update(skip_locked=True, of=("self",)).order_by("id").first()
    if row is None:
        return None
    Delivery.objects.filter(pk=row.pk).update(
        state=State.SENDING, lease_until=at + LEASE, attempts=F("attempts") + 1, error=""
    )  # writes: a delivery keeps its own books
    return Delivery.objects.select_related("notice__person", "notice__event__subject").get(pk=row.pk)


def _send(
    delivery: Delivery, senders: dict[str, Callable[[Delivery], None]], now: Callable[[], datetime]
) -> str | None:
    """Send one, write down what became of it and return that; None where the server was not reached."""
    outcome: str | None = State.SENT
    try:
        _look_again(delivery)
        senders[delivery.channel](delivery)
    except NotSentError as error:
        last = delivery.attempts >= MAX_ATTEMPTS
        wait = BACK_OFF[min(delivery.attempts, len(BACK_OFF)) - 1]
        state = State.FAILED if last else State.QUEUED
        _settle(delivery, state=state, not_before=now() + wait, error=str(error)[:300])
        outcome = None if isinstance(error, UnreachableError) else state
    except RefusedError as error:
        _settle(delivery, state=State.FAILED, error=str(error)[:300])
        outcome = State.FAILED
    except Exception as error:
        logger.exception("delivery %s: outcome unknown", delivery.pk)
        _settle(delivery, state=State.UNKNOWN, error=f"{type(error).__name__}: {error}"[:300])
        outcome = State.UNKNOWN
    else:
        _settle(delivery, state=State.SENT, sent_at=now())
    return outcome


def _look_again(delivery: Delivery) -> None:
    """Ask if it is still wanted. Raises RefusedError, and NotSentError where the database is away: nothing left."""
    try:
        _still_wanted(delivery)
    except Exception as error:
        if is_outage(error):
            raise NotSentError(f"{type(error).__name__}: {error}") from error
        raise


def _still_wanted(delivery: Delivery) -> None:
    """Look again just before sending: the account may be gone, the person may have said no. Raises RefusedError."""
    notice = delivery.notice
    if not notice.person.is_active or notice.person.erased_at:
        raise RefusedError("account closed")
    kind = get_kind(notice.kind)
    if kind is None:
        raise RefusedError("kind of notice unknown")
    chosen = Preference.objects.filter(person=notice.person, kind=notice.kind, channel=delivery.channel).first()
    if not (chosen.wanted if chosen else kind.default(delivery.channel)):
        raise RefusedError("no longer wanted")


def _settle(delivery: Delivery, **values: object) -> None:
    """Write the outcome, unless the lease ran out meanwhile and it already counts as unknown.

    What is known must not be lost with the connection: a database that went away is waited for.
    """
    ours = Delivery.objects.filter(pk=delivery.pk, state=State.SENDING, lease_until=delivery.lease_until)
    outlive(lambda: ours.update(lease_until=None, **values))  # writes: a delivery keeps its own books
