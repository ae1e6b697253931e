"""Contacts of invitations: encrypted to be written to, and as a keyed hash by which their owner finds them."""

import hashlib
import hmac
from typing import TYPE_CHECKING

from django.conf import settings

from participation.ciphers import cipher
from participation.people.contacts import Contact, mask_email, mask_phone, read_contact

if TYPE_CHECKING:
    from participation.models import Person

PURPOSE = "invitations"


def seal_of(contact: Contact) -> str:
    """Return the keyed hash of a contact."""
    key = settings.AZOTEA_IDENTITY_KEY.split(",")[0].strip().encode()
    return hmac.new(key, f"azotea.invitation:{contact.kind}:{contact.value}".encode(), hashlib.sha256).hexdigest()


def hide(contact: Contact) -> bytes:
    """Return a contact encrypted."""
    return cipher(PURPOSE).encrypt(contact.value.encode())


def reveal(kept: bytes | memoryview) -> Contact:
    """Return an encrypted contact."""
    return read_contact(cipher(PURPOSE).decrypt(bytes(kept)).decode())


def hint_of(contact: Contact) -> str:
    """Return what is shown of a contact to whoever typed it."""
    return mask_email(contact.value) if contact.kind == "email" else mask_phone(contact.value)


def contacts_of(person: "Person") -> list[Contact]:
    """Return the contacts that are known to be the person's; one that waits for its code is not."""
    from allauth.account.models import EmailAddress

    found = []
    if person.email:
        address = EmailAddress.objects.filter(user=person, email=person.email).first()
        if address is None or address.verified:
            found.append(Contact("email", person.email.lower()))
    if person.phone and person.phone_verified:
        found.append(Contact("phone", person.phone))
    return found


def seals_of(person: "Person") -> list[str]:
    """Return the keyed hashes of the person's contacts."""
    return [seal_of(contact) for contact in contacts_of(person)]


def owner_of(contact: Contact) -> "Person | None":
    """Return whose contact it is known to be; asked by the worker alone, never by a page."""
    from participation.models import Person

    people = Person.objects.filter(is_active=True, erased_at__isnull=True)
    person = people.filter(**{contact.kind: contact.value}).first()
    return person if person is not None and contact in contacts_of(person) else None
