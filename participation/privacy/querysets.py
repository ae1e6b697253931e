"""Reads of requests on personal data."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, QuerySet

from participation.privacy.models import ArcoRequest, ArcoState, Blocking
from participation.workdays import local_day

if TYPE_CHECKING:
    from participation.models import Person

TO_DO = Q(state__in=ArcoRequest.OPEN) | Q(state=ArcoState.ANSWERED)


def waiting_counts(at: datetime) -> tuple[int, int]:
    """Return how many requests wait for the unit, and how many of them are past their term."""
    today = local_day(at)
    late = Q(state=ArcoState.RECEIVED, answer_by__lt=today) | Q(state=ArcoState.ANSWERED, execute_by__lt=today)
    found = ArcoRequest.objects.filter(Q(state=ArcoState.RECEIVED) | Q(state=ArcoState.ANSWERED)).aggregate(
        waiting=Count("pk"), late=Count("pk", filter=late)
    )
    return int(found["waiting"]), int(found["late"])


def to_do() -> QuerySet[ArcoRequest]:
    """Return the open requests; lists order them by ``answer_by, pk``."""
    return ArcoRequest.objects.filter(TO_DO)


def closed() -> QuerySet[ArcoRequest]:
    """Return the closed ones; lists order them by ``-closed_at, -pk``."""
    return ArcoRequest.objects.filter(closed_at__isnull=False).exclude(TO_DO)


def requests_of(person: "Person") -> QuerySet[ArcoRequest]:
    """Return a person's own requests."""
    return ArcoRequest.objects.filter(person=person).order_by(F("received_at").desc(), "-pk")


def blocked_count() -> int:
    """Return how many identities are blocked now; nobody sees whose."""
    return Blocking.objects.filter(erased_at__isnull=True).count()
