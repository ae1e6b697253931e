"""Sending: any number of workers, any of which may die at any line.

One worker at a time has an endpoint, under a lease. It reads the public feed behind the endpoint's cursor, writes the
messages to be sent and moves the cursor in one transaction, then sends them one by one in the feed's order. A message
that meets a transient error is tried again later and later, and those behind it wait: order is kept. What was refused
for good is left in the log, and the next goes out.

A message whose worker died between sending and writing down the answer is sent again. That is harmless: it carries the
same ``webhook-id``, by which the receiver knows what it has (unlike with a mail, where a person would read it twice).
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from participation.opendata import feed
from participation.outage import outlive
from participation.webhooks import actions
from participation.webhooks.attempt import Outcome, attempt
from participation.webhooks.choices import wants
from participation.webhooks.models import DeliveryState, EndpointState, StopReason, WebhookDelivery, WebhookEndpoint
from participation.webhooks.querysets import OPEN, last_sequence, to_work_on, within

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]

LEASE = timedelta(minutes=2)  # many times what one message may take
TURN_SECONDS, TURN_MESSAGES = 15.0, 50  # then another endpoint has its turn
READ = 100
BACK_OFF = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
)
MAX_ATTEMPTS = len(BACK_OFF) + 1
MAX_REFUSALS = 20


class LeaseLostError(Exception):
    """Another worker has the endpoint, or it was paused or deleted meanwhile."""


@dataclass(slots=True)
class Turn:
    """An endpoint in this worker's hands, until when."""

    endpoint: WebhookEndpoint
    until: datetime


def send_all(now: Clock, *, seconds: float = 150.0) -> int:
    """Send what waits, endpoint after endpoint; return how many messages were taken by their receivers."""
    deadline, sent = time.monotonic() + seconds, 0
    while time.monotonic() < deadline:
        turn = _claim(now())
        if turn is None:
            break
        try:
            sent += _work(turn, now, min(deadline, time.monotonic() + TURN_SECONDS))
        except LeaseLostError:
            logger.info("webhook %s was taken over, paused or deleted", turn.endpoint.pk)
            _release(turn, None)
    return sent


@transaction.atomic
def _claim(at: datetime) -> Turn | None:
    """Take the endpoint that waited longest."""
    endpoint = to_work_on(at).first()
    if endpoint is None:
        return None
    until = at + LEASE
    mine = WebhookEndpoint.objects.filter(pk=endpoint.pk)
    mine.update(lease_until=until, worked_at=at)  # writes: the sender keeps its own books
    return Turn(endpoint, until)


def _work(turn: Turn, now: Clock, deadline: float) -> int:
    """Send what one endpoint waits for, until its turn is over; return how many messages were taken."""
    sent = 0
    for _message in range(TURN_MESSAGES):
        if time.monotonic() > deadline:
            break
        delivery = _next(turn, now())
        if delivery is None:
            if not _look(turn, now()):
                break
            continue
        if delivery.not_before is not None and delivery.not_before > now():
            _release(turn, delivery.not_before)
            return sent
        _take(turn, delivery, now())
        outcome = attempt(delivery, now())
        sent += outcome.state == DeliveryState.SENT
        if not outlive(lambda delivery=delivery, outcome=outcome: _settle(turn, delivery, outcome, now())):  # type: ignore[misc]
            return sent
    _release(turn, None)
    return sent


def _mine(turn: Turn, *, in_any_state: bool = False) -> WebhookEndpoint:
    """Lock the endpoint where it is still this worker's, and works. Raises LeaseLostError."""
    rows = WebhookEndpoint.objects.select_for_update(no_key=True, of=("self",)).select_related("person")
    endpoint = rows.filter(pk=turn.endpoint.pk, lease_until=turn.until).first()
    if endpoint is None or (endpoint.state != EndpointState.ACTIVE and not in_any_state):
        raise LeaseLostError
    return endpoint


def _next(turn: Turn, at: datetime) -> WebhookDelivery | None:
    """Return the first message that waits; tests go first."""
    rows = WebhookDelivery.objects.filter(endpoint=turn.endpoint, state__in=OPEN)
    return rows.order_by(F("sequence").asc(nulls_first=True), "pk").first()


@transaction.atomic
def _take(turn: Turn, delivery: WebhookDelivery, at: datetime) -> None:
    """Mark a message as being sent, and the endpoint as ours for longer. Raises LeaseLostError."""
    delivery.endpoint = turn.endpoint = _mine(turn)
    turn.until = max(at + LEASE, turn.until + timedelta(microseconds=1))
    WebhookEndpoint.objects.filter(pk=turn.endpoint.pk).update(lease_until=turn.until)  # writes: the sender's own books
    delivery.attempts += 1
    delivery.lease_until = turn.until
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.SENDING, attempts=delivery.attempts, lease_until=turn.until, tried_at=at, error=""
    )  # writes: the sender keeps its own books


def _look(turn: Turn, at: datetime) -> bool:
    """Read the feed behind the cursor and write the messages that come of it; return whether there may be more."""
    cursor, last = turn.endpoint.cursor, last_sequence()
    if cursor >= last:
        return False
    entries, going_on = feed.read(after=cursor, size=READ, at=at)
    reached = min(last, going_on) if going_on is not None else last
    wanted = [entry for entry in entries if entry["sequence"] <= reached and wants(turn.endpoint.events, entry["name"])]
    here = within(turn.endpoint, (entry["sequence"] for entry in wanted))
    chosen = [
        WebhookDelivery(endpoint=turn.endpoint, sequence=entry["sequence"], name=entry["name"], created_at=at)
        for entry in wanted
        if entry["sequence"] in here
    ]
    with transaction.atomic():
        endpoint = _mine(turn)
        if endpoint.cursor != cursor or _asks(endpoint) != _asks(turn.endpoint):
            turn.endpoint = endpoint
            return True
        WebhookDelivery.objects.bulk_create(chosen, ignore_conflicts=True)  # writes: the sender keeps its own books
        endpoint.cursor = reached
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(cursor=reached)  # writes: the sender's own books
        turn.endpoint = endpoint
    return True


def _asks(endpoint: WebhookEndpoint) -> tuple[list[str], int | None]:
    """Return what an endpoint asks for."""
    return endpoint.events, endpoint.only_id


@transaction.atomic
def _settle(turn: Turn, delivery: WebhookDelivery, outcome: Outcome, at: datetime) -> bool:
    """Write down what became of a message; return whether the endpoint goes on now. Raises LeaseLostError."""
    endpoint = _mine(turn, in_any_state=True)
    test = delivery.sequence is None
    waits = outcome.state == DeliveryState.QUEUED and not test  # a test is tried once: nothing may wait behind it
    exhausted = waits and delivery.attempts >= MAX_ATTEMPTS
    due = at + max(BACK_OFF[delivery.attempts - 1], outcome.wait) if waits and not exhausted else None
    ours = WebhookDelivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENDING, lease_until=delivery.lease_until)
    written = ours.update(
        state=DeliveryState.FAILED if test and outcome.state == DeliveryState.QUEUED else outcome.state,
        not_before=due,
        lease_until=None,
        code=outcome.code,
        milliseconds=outcome.milliseconds,
        error=outcome.error,
    )  # writes: the sender keeps its own books
    if not written:
        raise LeaseLostError
    _count(endpoint, outcome, at, test=test)
    reason = "" if endpoint.state != EndpointState.ACTIVE else _reason_to_stop(endpoint, outcome, exhausted=exhausted)
    endpoint.next_at = due
    endpoint.lease_until = None if waits or reason else endpoint.lease_until
    endpoint.save(
        update_fields=["failures", "refusals", "succeeded_at", "next_at", "lease_until"]
    )  # writes: the sender keeps its own books
    if reason:
        actions.stop_failing(endpoint, reason, at)
    turn.endpoint = endpoint
    return not waits and not reason


def _count(endpoint: WebhookEndpoint, outcome: Outcome, at: datetime, *, test: bool) -> None:
    """Count failures in a row; a test that fails counts for nothing."""
    if outcome.state == DeliveryState.SENT:
        endpoint.failures = endpoint.refusals = 0
        endpoint.succeeded_at = at
    elif not test and outcome.state == DeliveryState.FAILED:
        endpoint.failures += 1
        endpoint.refusals += 1
    elif not test and outcome.state == DeliveryState.QUEUED:
        endpoint.failures += 1


def _reason_to_stop(endpoint: WebhookEndpoint, outcome: Outcome, *, exhausted: bool) -> str:
    if outcome.stop:
        return outcome.stop
    if exhausted:
        return str(StopReason.FAILED)
    return str(StopReason.REFUSED) if endpoint.refusals >= MAX_REFUSALS else ""


def _release(turn: Turn, due: datetime | None) -> None:
    """Give the endpoint back."""
    mine = WebhookEndpoint.objects.filter(pk=turn.endpoint.pk, lease_until=turn.until)
    mine.update(lease_until=None, next_at=due)  # writes: the sender keeps its own books
