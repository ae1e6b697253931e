"""What a message says: the public event as the API's feed shows it at this moment."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from participation.opendata import feed
from participation.opendata.values import moment
from participation.webhooks.choices import TEST, wants
from participation.webhooks.querysets import within

if TYPE_CHECKING:
    from participation.models import WebhookDelivery


def body_of(delivery: "WebhookDelivery", at: datetime) -> bytes | None:
    """Return the body of a message; None where it is not in the public feed (any more) or not what was asked for.

    ``data`` is the entry of ``/api/v1/events/``, made now: what was hidden meanwhile is a tombstone in it.
    """
    if delivery.sequence is None:
        return _packed({"type": TEST, "timestamp": moment(delivery.created_at), "data": {}})
    entries, _more = feed.read(after=delivery.sequence - 1, size=1, at=at)
    entry = next((entry for entry in entries if entry["sequence"] == delivery.sequence), None)
    if entry is None or not wants(delivery.endpoint.events, entry["name"]):
        return None
    if not within(delivery.endpoint, [delivery.sequence]):
        return None
    return _packed({"type": entry["name"], "timestamp": entry["at"], "data": entry})


def _packed(message: dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"), default=str).encode()
