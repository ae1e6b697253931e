"""Reads of verifications and of what counts as one person."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from participation.models import Person, Verification


def verification_of(person: "Person", at: datetime | None = None) -> "Verification | None":
    """Return the person's verification with its territory: in force at a moment; without one, even past its term.

    At most one exists. Whoever decides by it asks for a moment, or asks ``is_in_force`` of what is returned.
    """
    from participation.models import Verification

    rows = Verification.objects.current() if at is None else Verification.objects.in_force(at)
    return rows.filter(person=person).select_related("territory").first()


def current_verification(person: "Person", *, lock: bool = False) -> "Verification | None":
    """Return the person's verification that nobody ended, its term over or not; locked until the commit if asked."""
    from participation.models import Verification

    rows: Any = Verification.objects.current().filter(person=person)
    return rows.select_for_update(no_key=True).first() if lock else rows.first()


def accounts_of(person: "Person") -> "QuerySet[Verification, Any]":
    """Return the ids of every account that the person's identity ever verified, theirs among them, as a subquery.

    Empty for whoever was never verified: add ``Q(person=person)``. What is limited to once per person asks for these.
    """
    from participation.models import Verification

    mine = Verification.objects.current().filter(person=person, identity__isnull=False).values("identity")
    return Verification.objects.filter(identity__in=mine).values("person")


def of_same_person(field: str, person: "Person") -> Q:
    """Return the condition that a row's account is the person's, or another one of the same identity."""
    return Q(**{field: person}) | Q(**{f"{field}__in": accounts_of(person)})
