"""Reads of verifications."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from participation.models import Person, Verification


def verification_of(person: "Person") -> "Verification | None":
    """Return the person's verification in force, with its territory; at most one exists."""
    from participation.models import Verification

    return Verification.objects.filter(person=person, revoked_at__isnull=True).select_related("territory").first()


def accounts_of(person: "Person") -> list[int]:
    """Return the ids of every account that the person's identity in force was ever verified for, their own first.

    Whoever closes an account, or loses it, and verifies another one is still one person: what a rule allows once per
    verified person counts over all of these.
    """
    from participation.models import Verification

    in_force = Verification.objects.filter(person=person, revoked_at__isnull=True).values("identity_hash")
    others = Verification.objects.filter(identity_hash__in=in_force).exclude(person=person)
    return [person.pk, *others.values_list("person_id", flat=True).distinct()]
