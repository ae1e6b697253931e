"""How people and their contacts are shown."""

from typing import Any

from django import template

from participation.people.contacts import mask_email, mask_phone, show_phone
from participation.people.querysets import short_code

register = template.Library()


@register.filter
def phone(number: str | None) -> str:
    """Return a mobile number as people write it."""
    return show_phone(number)


@register.filter
def short_code_of(person: Any) -> str:
    """Return the code that finds a person at a counter."""
    return short_code(person)


@register.simple_tag
def sign_in_providers() -> list[Any]:
    """Return the identity providers with which people may sign in."""
    from participation.providers.querysets import entrances

    return entrances()


@register.filter
def masked(contact: str | None) -> str:
    """Return a contact with most of it hidden."""
    return (mask_email(contact) if "@" in contact else mask_phone(contact)) if contact else ""
