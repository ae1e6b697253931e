"""Reads of verifications."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from participation.models import Person, Verification


def verification_of(person: "Person") -> "Verification | None":
    """Return the person's verification in force, with its territory; at most one exists."""
    from participation.models import Verification

    return Verification.objects.filter(person=person, revoked_at__isnull=True).select_related("territory").first()
