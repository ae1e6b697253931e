"""Sending what waits: each delivery is claimed before it is sent, so that none is ever sent twice.

A delivery or digest whose sender died between claim and result may or may not have left. It is shown as ``unknown`` and
never repeated by itself: a citizen who gets a message twice is told something wrong, one who misses a mail still finds
the inbox. Only AZOTEA_MAIL_SENDERS senders work at a time, and each holds one message: that many can be unknown when
everything is killed, and no more.
"""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import Error, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from participation.notifications.channels import ways
from participation.notifications.channels.email import Mailer
from participation.notifications.channels.outcome import (
    BadAddressError,
    NotSentError,
    NotWantedError,
    RefusedError,
    UnreachableError,
    without_contacts,
)
from participation.notifications.models import Delivery, Digest
from participation.notifications.registry import EMAIL, get_kind, rule_for
from participation.notifications.suppression import is_suppressed
from participation.notifications.wanted import Wanted
from participation.outage import is_outage, outlive

if TYPE_CHECKING:
    from participation.models import Person

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


Parcel = Delivery | Digest
Sender = Callable[[Parcel], None]
LANES = 0x617A6D61  # "azma": the first key of the senders' advisory locks, the second is the sender's number
TURNS: tuple[tuple[type[Parcel], ...], ...] = ((Delivery, Digest), (Delivery, Digest), (Digest, Delivery))


def deliver(at: datetime | None = None, *, limit: int = 5000, seconds: float = 200.0) -> int:
    """Send what waits and is due; return how many were sent. ``limit`` and ``seconds`` bound one call.

    Where as many senders as may work at a time work already, nothing is done: they send it.
    """
    now: Callable[[], datetime] = (lambda: at) if at else timezone.now  # type: ignore[assignment,return-value]
    give_up_expired(now())
    lane = _take_lane()
    if lane is None:
        return 0
    try:
        return _send_all(now, limit, time.monotonic() + seconds)
    finally:
        with suppress(Error):  # with the connection the lock is gone too
            _leave_lane(lane)


def _take_lane() -> int | None:
    """Take the first free place among the senders; None where all are taken. It ends with the process's connection."""
    for lane in range(settings.AZOTEA_MAIL_SENDERS):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LANES, lane])
            if cursor.fetchone()[0]:
                return lane
    return None


def _leave_lane(lane: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LANES, lane])


def _send_all(now: Callable[[], datetime], limit: int, deadline: float) -> int:
    sent = 0
    mailer = Mailer()
    senders: dict[str, Sender] = {EMAIL: mailer.send, **ways.senders()}
    try:
        for number in range(limit):
            parcel = _next(now(), number) if time.monotonic() < deadline else None
            if parcel is None:
                break
            outcome = _send(parcel, senders, now)
            sent += outcome == State.SENT
            if outcome is None:
                break
    finally:
        mailer.close()
    return sent


def give_up_expired(at: datetime) -> int:
    """Mark as unknown what was being sent when its sender died; return how many."""
    found = 0
    for model in (Delivery, Digest):
        lost = model.objects.filter(state=State.SENDING, lease_until__lte=at)
        for parcel in lost.only("pk", "lease_until"):
            found += _settle(parcel, state=State.UNKNOWN, error="the sender stopped in the middle")
    return found


def _next(at: datetime, number: int) -> Parcel | None:
    """Claim the next message; digests get every third turn, so that neither kind waits for the end of the other."""
    for model in TURNS[number % len(TURNS)]:
        parcel = _claim(at, model)
        if parcel is not None:
            return parcel
    return None


@transaction.atomic
def _claim(at: datetime, model: type[Parcel] = Delivery) -> Parcel | None:
    """Take the next message that is due; others skip it while it is locked, then see its state."""
    due = model.objects.filter(Q(not_before__isnull=True) | Q(not_before__lte=at), state=State.QUEUED)
    row = due.select_for_update(skip_locked=True, of=("self",)).order_by("id").first()
    if row is None:
        return None
    model.objects.filter(pk=row.pk).update(
        state=State.SENDING, lease_until=at + LEASE, attempts=F("attempts") + 1, error=""
    )  # writes: a delivery keeps its own books
    beside = ("notice__person", "notice__event__subject") if model is Delivery else ("person",)
    return model.objects.select_related(*beside).get(pk=row.pk)  # type: ignore[return-value]


def _send(parcel: Parcel, senders: dict[str, Sender], now: Callable[[], datetime]) -> str | None:
    """Send one, write down what became of it and return that; None where the server was not reached."""
    outcome: str | None = State.SENT
    try:
        _look_again(parcel, now())
        senders[parcel.channel if isinstance(parcel, Delivery) else EMAIL](parcel)
    except NotSentError as error:
        last = parcel.attempts >= MAX_ATTEMPTS
        wait = BACK_OFF[min(parcel.attempts, len(BACK_OFF)) - 1]
        state = State.FAILED if last else State.QUEUED
        _settle(parcel, state=state, not_before=now() + wait, error=without_contacts(str(error)))
        outcome = None if isinstance(error, UnreachableError) else state
    except NotWantedError as error:
        _settle(parcel, state=State.DROPPED, error=without_contacts(str(error)))
        outcome = State.DROPPED
    except RefusedError as error:
        _settle(parcel, state=State.FAILED, error=without_contacts(str(error)))
        _remember_address(parcel, error, now())
        outcome = State.FAILED
    except Exception as error:
        logger.exception("%s %s: outcome unknown", parcel._meta.model_name, parcel.pk)
        _settle(parcel, state=State.UNKNOWN, error=without_contacts(f"{type(error).__name__}: {error}"))
        outcome = State.UNKNOWN
    else:
        _settle(parcel, state=State.SENT, sent_at=now())
    return outcome


def _remember_address(parcel: Parcel, error: RefusedError, at: datetime) -> None:
    """Send nothing more to an address that the mail server says does not exist."""
    from participation.notifications.actions import suppress_address

    person = parcel.notice.person if isinstance(parcel, Delivery) else parcel.person
    if isinstance(error, BadAddressError) and person.email:
        outlive(
            lambda: suppress_address(
                address=person.email or "", reason="bounce", detail=without_contacts(str(error)), at=at
            )
        )


def _look_again(parcel: Parcel, at: datetime) -> None:
    """Ask if it is still wanted. Raises NotWantedError, and NotSentError where the database is away: nothing left."""
    try:
        if isinstance(parcel, Digest):
            _items_still_wanted(parcel, at)
        else:
            _still_wanted(parcel, at)
    except Exception as error:
        if is_outage(error):
            raise NotSentError(f"{type(error).__name__}: {error}") from error
        raise


def _still_wanted(delivery: Delivery, at: datetime) -> None:
    """Look again just before sending: the account may be gone, the person may have said no. Raises NotWantedError."""
    notice = delivery.notice
    _still_reached(notice.person, delivery.channel)
    if get_kind(notice.kind) is None:
        raise NotWantedError("kind of notice unknown")
    if not _asked_for(delivery, at):
        raise NotWantedError("no longer wanted")


def _still_reached(person: "Person", channel: str) -> None:
    if not person.is_active or person.erased_at:
        raise NotWantedError("account closed")
    if channel == EMAIL and is_suppressed(person.email or ""):
        raise NotWantedError("mails to this address came back or were called spam")


def _items_still_wanted(digest: Digest, at: datetime) -> None:
    """Leave out what was said no to meanwhile. Raises NotWantedError where nothing is left: no digest is empty."""
    _still_reached(digest.person, EMAIL)
    rows = digest.deliveries.filter(state=State.HELD).select_related("notice__event__subject", "notice__event__actor")
    items = list(rows.order_by("notice__at", "pk"))
    dropped = [row.pk for row in items if not _asked_for(row, at)]
    if dropped:
        gone = Delivery.objects.filter(pk__in=dropped)
        gone.update(state=State.DROPPED, error="no longer wanted")  # writes: a delivery keeps its own books
    digest.items = [row for row in items if row.pk not in set(dropped)]
    if not digest.items:
        raise NotWantedError("nothing is left to tell")


def _asked_for(delivery: Delivery, at: datetime) -> bool:
    """Tell whether the person still wants it by this channel, and whether its rule still holds."""
    notice = delivery.notice
    event, person, rule = notice.event, notice.person_id, rule_for(notice.event.name)
    if get_kind(notice.kind) is None:
        return False
    if rule is not None and rule.holds is not None and not rule.holds(event, person, at):
        return False
    if rule is not None and rule.own_copy:
        return True
    return Wanted([person], [notice.kind], event.subject).asks(person, notice.kind, delivery.channel)


def _settle(parcel: Parcel, **values: object) -> int:
    """Write the outcome, unless the lease ran out meanwhile and it already counts as unknown; return 1 where written.

    What is known must not be lost with the connection: a database that went away is waited for.
    """
    ours = type(parcel).objects.filter(pk=parcel.pk, state=State.SENDING, lease_until=parcel.lease_until)

    def write() -> int:
        with transaction.atomic():
            done = ours.update(lease_until=None, **values)  # writes: a delivery keeps its own books
            if done and isinstance(parcel, Digest) and values["state"] != State.QUEUED:
                share = {name: value for name, value in values.items() if name in {"state", "error", "sent_at"}}
                parcel.deliveries.filter(state=State.HELD).update(**share)  # writes: a delivery keeps its own books
        return done

    return outlive(write)
