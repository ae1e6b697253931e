"""Reads of webhooks."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from participation.events.models import Relay
from participation.webhooks.models import DeliveryState, EndpointState, WebhookDelivery, WebhookEndpoint
from participation.webhooks.policies import may_manage_installation

if TYPE_CHECKING:
    from participation.models import Person

OPEN = (DeliveryState.QUEUED, DeliveryState.SENDING)


def manageable_by(person: "Person") -> "QuerySet[WebhookEndpoint]":
    """Return the endpoints that a person sees: their own, and the installation's where they are its steward."""
    mine = Q(person=person)
    if may_manage_installation(person):
        mine |= Q(person__isnull=True)
    return WebhookEndpoint.objects.filter(mine)


def last_sequence() -> int:
    """Return the number of the newest event of the feed."""
    return Relay.objects.aggregate(last=Max("sequence"))["last"] or 0


def within(endpoint: WebhookEndpoint, sequences: Iterable[int]) -> set[int]:
    """Return those of some numbers of the feed that happened where the endpoint asks; all where it asks everywhere."""
    asked = set(sequences)
    if endpoint.only_id is None or not asked:
        return asked
    here = Q(event__subject=endpoint.only_id) | Q(event__subject__ancestors__contains=[endpoint.only_id])
    found = Relay.objects.filter(here, sequence__in=asked)
    return {row.sequence for row in found.only("sequence") if row.sequence is not None}


def to_work_on(at: datetime) -> "QuerySet[WebhookEndpoint]":
    """Return the endpoints with something to do that nobody works on, whoever waited longest first."""
    waiting = WebhookDelivery.objects.filter(endpoint=OuterRef("pk"), state__in=OPEN)
    return (
        WebhookEndpoint.objects.filter(
            Q(lease_until__isnull=True) | Q(lease_until__lte=at),
            Q(next_at__isnull=True) | Q(next_at__lte=at),
            Q(cursor__lt=last_sequence()) | Q(Exists(waiting)),
            state=EndpointState.ACTIVE,
        )
        .order_by(F("worked_at").asc(nulls_first=True), "pk")
        .select_for_update(skip_locked=True, of=("self",))
    )
