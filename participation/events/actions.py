"""The one act on events: trying again to relay what failed."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from participation.events import policies
from participation.events.models import Relay
from participation.events.record import record

if TYPE_CHECKING:
    from participation.models import Person


@transaction.atomic
def retry_event(*, relay: Relay, by: "Person", at: datetime) -> None:
    """Let an event that failed for good go out again, from the person where it stopped. Raises ActDenied."""
    relay = Relay.objects.select_for_update(no_key=True, of=("self",)).get(pk=relay.pk)
    policies.may_retry_event(by, relay).enforce()
    relay.attempts, relay.lease_until, relay.error = 0, None, ""
    relay.save(update_fields=["attempts", "lease_until", "error"])
    record("participation.relay.retried", subject=None, by=by, at=at, payload={"event": str(relay.pk)})
