"""Reads of people, their keys and what they did."""

import re
import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet

from participation.events.names import all_names
from participation.people.contacts import read_contact

if TYPE_CHECKING:
    from participation.models import ApiToken, Event, Person

CODE = re.compile(r"^[0-9a-f]{8}$")


def tokens_in_force(person: "Person | int", at: datetime) -> "QuerySet[ApiToken]":
    """Return the person's keys that still open the API."""
    from participation.models import ApiToken

    lasting = Q(expires_at__isnull=True) | Q(expires_at__gt=at)
    return ApiToken.objects.filter(lasting, person=person, revoked_at__isnull=True)


def short_code(person: "Person") -> str:
    """Return the code that finds the person at a counter, as ``A1B2-C3D4``."""
    text = person.key.hex[:8].upper()
    return f"{text[:4]}-{text[4:]}"


def is_short_code(text: str) -> bool:
    """Tell whether a text is written like a short code, which says nothing of the person by itself."""
    return CODE.match(_compact(text)) is not None


def _compact(text: str) -> str:
    return re.sub(r"[\s-]", "", text).lower()


def find_people(text: str) -> "QuerySet[Person]":
    """Return whom an e-mail address, a mobile number, a key or a short code names exactly (rarely several)."""
    from participation.models import Person

    people = Person.objects.filter(is_active=True, erased_at__isnull=True)
    words = (text or "").strip()
    compact = _compact(words)
    if CODE.match(compact):
        low, high = uuid.UUID(compact + "0" * 24), uuid.UUID(compact + "f" * 24)
        found = people.filter(key__gte=low, key__lte=high)
        return found if not compact.isdigit() or found.exists() else people.none()
    try:
        return people.filter(key=uuid.UUID(words))
    except ValueError:
        pass
    try:
        contact = read_contact(words)
    except ValidationError:
        return people.none()
    return people.filter(**{contact.kind: contact.value})


def own_events(person: "Person | int") -> "QuerySet[Event]":
    """Return what the person did, newest first by ``-at, -id``: acts on something with a page of its own."""
    from participation.models import Event

    seen = [event.name for event in all_names() if event.audience in {"public", "person"}]
    return Event.objects.filter(actor=person, name__in=seen, subject__isnull=False).select_related("subject")


def never_confirmed(before: datetime) -> "QuerySet[Person]":
    """Return sign-ups from before a moment that nobody completed (``actions.is_confirmed`` has the last word)."""
    from allauth.account.models import EmailAddress

    from participation.models import Person

    waiting = EmailAddress.objects.filter(user=OuterRef("pk"), verified=False)
    return Person.objects.filter(
        Q(phone__isnull=False) | Exists(waiting), joined_at__lt=before, last_login__isnull=True, phone_verified=False,
        is_staff=False, is_sample=False, erased_at__isnull=True,
    )  # fmt: skip
