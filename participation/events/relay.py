"""The relay: stamps events with a gapless sequence, then fans them out to notices.

Any number of relays may run at once, and any of them may die at any line:

- Stamping happens under one advisory lock. An event that commits late gets a later number, so that a reader who keeps
  the last number seen never misses a row. Nothing but stamped events is shown in the public feed.
- Each event is claimed with a lease. Progress (``cursor``) is saved with the notices of each chunk; when a relay dies,
  the lease runs out and the next one goes on from there. Notices are unique, so a repeated chunk changes nothing.
- Where the database goes away under a relay that lives, it waits for it and gives the event back at once.
- An event that fails is tried again later and later; after MAX_ATTEMPTS it waits for a person (admin, "Events on their
  way"), and the others go past it.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from participation.events.models import Relay
from participation.outage import is_outage, outlive

logger = logging.getLogger(__name__)

STAMP_LOCK = 0x617A6F74  # "azot"
STAMP_CHUNK = 1000
UNHEARD_CHUNK = 5000
LEASE = timedelta(minutes=5)
BACK_OFF = (
    timedelta(seconds=15),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)
MAX_ATTEMPTS = len(BACK_OFF) + 1

# Each row is reached by its key. Asked for by what it lacks, with statistics from before a large import ("next to
# nothing waits"), PostgreSQL compared every waiting row with every other: half a minute for the first thousand.
# The guard at the end is written so that no index serves it.
STAMP = """
UPDATE participation_relay AS relay
SET sequence = (SELECT coalesce(max(sequence), 0) FROM participation_relay) + waiting.step
FROM unnest(ARRAY(
    SELECT event_id FROM participation_relay WHERE sequence IS NULL ORDER BY event_id LIMIT %s
)) WITH ORDINALITY AS waiting (event_id, step)
WHERE relay.event_id = waiting.event_id AND coalesce(relay.sequence, 0) = 0
"""

# PostgreSQL plans the checks of foreign keys once for each connection. Planned while the table of notices is empty,
# they read it whole for each row: a hundred thousand followers took a minute and a half instead of ten seconds.
BY_KEY = "SET LOCAL enable_seqscan = off"


class LeaseLostError(Exception):
    """Another relay took the event over while this one was slow; what this one had not saved is rolled back."""


@dataclass(slots=True)
class Claim:
    """An event in this relay's hands: until when, and the last person reached."""

    relay: Relay
    until: datetime


def relay(at: datetime | None = None, *, limit: int = 1000, seconds: float = 200.0) -> int:
    """Relay what waits; return how many events were finished.

    ``limit`` bounds the events and ``seconds`` the time of one call (a worker's task has a limit); the sweep goes on.
    """
    deadline = time.monotonic() + seconds
    now: Callable[[], datetime] = (lambda: at) if at else timezone.now  # type: ignore[assignment,return-value]
    while stamp() == STAMP_CHUNK and time.monotonic() < deadline:
        pass
    finished = 0
    while (unheard := _finish_unheard(now())) and time.monotonic() < deadline:
        finished += unheard
    for _round in range(limit):
        claim = _claim(now())
        if claim is None or time.monotonic() > deadline:
            break
        finished += _relay_one(claim, now, deadline)
    return finished


@transaction.atomic
def stamp(size: int = STAMP_CHUNK) -> int:
    """Give up to ``size`` unstamped events the next numbers; return how many got one."""
    if not Relay.objects.filter(sequence__isnull=True).exists():
        return 0
    _lock_stamping()
    with connection.cursor() as cursor:
        # A statement of its own after the lock: its snapshot sees what the previous holder committed.
        cursor.execute(STAMP, [size])
        return cursor.rowcount


def _lock_stamping() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [STAMP_LOCK])


@transaction.atomic
def _finish_unheard(at: datetime) -> int:
    """Finish at once the stamped events that nobody is told of; another relay's rows are left to it."""
    from participation.notifications.registry import told_names

    waiting = Relay.objects.filter(done_at__isnull=True, sequence__isnull=False).exclude(event__name__in=told_names())
    rows = list(waiting.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:UNHEARD_CHUNK])
    return Relay.objects.filter(pk__in=rows).update(done_at=at) if rows else 0  # writes: the relay keeps its own books


@transaction.atomic
def _claim(at: datetime) -> Claim | None:
    """Take the first event that nobody works on; others skip it while it is locked, then see its lease."""
    free = Relay.objects.filter(
        Q(lease_until__isnull=True) | Q(lease_until__lte=at),
        done_at__isnull=True,
        sequence__isnull=False,
        attempts__lt=MAX_ATTEMPTS,
    )
    row = (
        free.select_for_update(skip_locked=True, of=("self",))
        .select_related("event__subject")
        .order_by("sequence")
        .first()
    )
    if row is None:
        return None
    until = at + LEASE
    # The attempt counts from here: what kills its worker must not be tried for ever.
    Relay.objects.filter(pk=row.pk).update(lease_until=until, attempts=F("attempts") + 1)  # writes: the relay
    row.attempts += 1
    return Claim(row, until)


def _relay_one(claim: Claim, now: Callable[[], datetime], deadline: float) -> int:
    """Work through one event chunk by chunk; return 1 where it was finished."""
    try:
        while _next_chunk(claim, now()):
            if time.monotonic() > deadline:
                _release(claim)
                return 0
        return 1
    except LeaseLostError:
        logger.warning("event %s was taken over by another relay", claim.relay.pk)
    except Exception as error:
        if is_outage(error):
            # The attempt stays counted: an event that brings the server down must not be tried for ever.
            logger.warning("the database went away under event %s; it is given back", claim.relay.pk)
            outlive(lambda: _release(claim))
            return 0
        logger.exception("event %s could not be relayed (attempt %s)", claim.relay.pk, claim.relay.attempts)
        _put_back(claim, error, now())
    return 0


@transaction.atomic
def _next_chunk(claim: Claim, at: datetime) -> bool:
    """Tell the next people and save how far it got, together; return whether there may be more."""
    from participation.notifications.fanout import tell_chunk

    with connection.cursor() as cursor:
        cursor.execute(BY_KEY)
    reached = tell_chunk(event=claim.relay.event, after=claim.relay.cursor, at=at)
    if reached is None:
        _save(claim, done_at=at, lease_until=None, error="")
        return False
    until = max(at + LEASE, claim.until + timedelta(microseconds=1))
    _save(claim, cursor=reached, lease_until=until, attempts=0)
    claim.relay.cursor, claim.relay.attempts, claim.until = reached, 0, until
    return True


def _save(claim: Claim, **values: object) -> None:
    """Write the state of an event only while the lease is ours. Raises LeaseLostError."""
    ours = Relay.objects.filter(pk=claim.relay.pk, lease_until=claim.until, done_at__isnull=True)
    if not ours.update(**values):
        raise LeaseLostError


def _release(claim: Claim) -> None:
    """Let the next relay go on at once: this one has no time left."""
    Relay.objects.filter(pk=claim.relay.pk, lease_until=claim.until).update(lease_until=None)  # writes: the relay


def _put_back(claim: Claim, error: Exception, at: datetime) -> None:
    """Try again later; the last failure leaves the event to a person."""
    attempts = max(claim.relay.attempts, 1)
    wait = BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
    Relay.objects.filter(pk=claim.relay.pk, lease_until=claim.until).update(
        lease_until=at + wait, attempts=attempts, error=f"{type(error).__name__}: {error}"[:300]
    )  # writes: the relay keeps its own books
