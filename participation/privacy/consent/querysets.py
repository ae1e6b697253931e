"""Reads of consents."""

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet

if TYPE_CHECKING:
    from participation.models import Consent, Person


def consented(person: "Person | None", purpose: str) -> bool:
    """Tell whether a person's consent to a purpose stands."""
    from participation.models import Consent

    if person is None or not person.is_authenticated:
        return False
    return Consent.objects.filter(person=person, purpose=purpose, withdrawn_at__isnull=True).exists()


def consenting(people: "QuerySet[Person]", purpose: str) -> "QuerySet[Person]":
    """Return those of the people whose consent to a purpose stands, in the same query."""
    from participation.models import Consent

    given = Consent.objects.filter(person=OuterRef("pk"), purpose=purpose, withdrawn_at__isnull=True)
    return people.filter(Exists(given))


def consents_of(person: "Person") -> "QuerySet[Consent]":
    """Return the log of a person's consents, newest first."""
    from participation.models import Consent

    return Consent.objects.filter(person=person).order_by("-given_at", "-pk")
