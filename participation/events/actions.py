"""Acts on events: trying again to relay what failed, and taking the log away as a file."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from participation.events import policies
from participation.events.models import Relay
from participation.events.record import record

if TYPE_CHECKING:
    from participation.models import ExportJob, Person


@transaction.atomic
def retry_event(*, relay: Relay, by: "Person", at: datetime) -> None:
    """Let an event that failed for good go out again, from the person where it stopped. Raises ActDenied."""
    relay = Relay.objects.select_for_update(no_key=True, of=("self",)).get(pk=relay.pk)
    policies.may_retry_event(by, relay).enforce()
    relay.attempts, relay.lease_until, relay.error = 0, None, ""
    relay.save(update_fields=["attempts", "lease_until", "error"])
    record("participation.relay.retried", subject=None, by=by, at=at, payload={"event": str(relay.pk)})


@transaction.atomic
def export_log(*, by: "Person", filters: dict[str, str], at: datetime) -> "ExportJob":
    """Have the log made into a file, as it is filtered; the log keeps who took what. Raises ActDenied.

    Raises ValidationError for a filter that cannot be read.
    """
    from participation.events.export import LOG, clean_filters
    from participation.exports.actions import request_export

    policies.may_export_log(by, at=at).enforce()
    wanted = clean_filters(filters)
    job = request_export(kind=LOG.name, by=by, at=at, params=wanted)
    facts: dict[str, Any] = {
        "export": job.pk,
        "filters": {name: value for name, value in wanted.items() if name != "q"},
    }
    record("participation.log.exported", subject=None, by=by, at=at, payload={**facts, "searched": "q" in wanted})
    return job
