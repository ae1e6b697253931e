"""One attempt: make the message from what is public now, sign it, send it, and say what the answer means."""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from participation.outgoing import client
from participation.outgoing.errors import OutgoingError, RefusedError
from participation.webhooks.messages import body_of
from participation.webhooks.models import DeliveryState, StopReason
from participation.webhooks.signing import UnreadableSecretError, headers_of

if TYPE_CHECKING:
    from participation.models import WebhookDelivery

logger = logging.getLogger(__name__)
SECONDS = 10.0
LONGEST_WAIT = timedelta(hours=6)
BUSY = frozenset({408, 425, 429})
NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt: ``queued`` means again later, ``stop`` that the endpoint goes no further."""

    state: str
    error: str = ""
    code: int | None = None
    milliseconds: int | None = None
    wait: timedelta = NOTHING
    stop: str = ""


def attempt(delivery: "WebhookDelivery", at: datetime) -> Outcome:
    """Send a message once; whatever happens is an outcome."""
    endpoint = delivery.endpoint
    if endpoint.person is not None and (not endpoint.person.is_active or endpoint.person.erased_at):
        return Outcome(DeliveryState.DROPPED, "closed", stop=StopReason.OWNER)
    try:
        body = body_of(delivery, at)
        if body is None:
            return Outcome(DeliveryState.DROPPED, "private")
        headers = {"content-type": "application/json", **headers_of(endpoint, f"msg_{delivery.key.hex}", body, at)}
    except UnreadableSecretError:
        return Outcome(DeliveryState.QUEUED, "error", stop=StopReason.SECRET)
    except Exception:
        logger.exception("message %s of webhook %s could not be made", delivery.pk, endpoint.pk)
        return Outcome(DeliveryState.QUEUED, "error")
    return _sent(endpoint.url, headers, body, delivery.pk)


def _sent(url: str, headers: dict[str, str], body: bytes, number: int) -> Outcome:
    begun = time.monotonic()
    try:
        answer = client.request("POST", url, headers=headers, body=body, seconds=SECONDS, read=False)
    except RefusedError as error:
        return Outcome(DeliveryState.FAILED, error.code)
    except OutgoingError as error:
        return Outcome(DeliveryState.QUEUED, error.code, milliseconds=_since(begun))
    except Exception:
        logger.exception("message %s of a webhook failed", number)
        return Outcome(DeliveryState.QUEUED, "error", milliseconds=_since(begun))
    return judge(answer.status, answer.headers.get("retry-after", ""), _since(begun))


def judge(status: int, retry_after: str, milliseconds: int) -> Outcome:
    """Say what a status means: taken, refused for good, or to be tried again."""
    if 200 <= status < 300:
        return Outcome(DeliveryState.SENT, "", status, milliseconds)
    if status == 410:
        return Outcome(DeliveryState.FAILED, "refused", status, milliseconds, stop=StopReason.GONE)
    if status in BUSY or status >= 500:
        asked = int(retry_after) if retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 8 else 0
        wait = min(timedelta(seconds=asked), LONGEST_WAIT)
        return Outcome(DeliveryState.QUEUED, "busy", status, milliseconds, wait)
    return Outcome(DeliveryState.FAILED, "redirect" if 300 <= status < 400 else "refused", status, milliseconds)


def _since(begun: float) -> int:
    return int((time.monotonic() - begun) * 1000)
