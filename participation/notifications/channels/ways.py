"""The ways outward besides e-mail: short messages and WhatsApp, one shape for both, each off until it is set up.

A provider is a class with one method, ``send(to=, text=)`` (sms.py). Short messages also carry sign-in codes; notices
go by them only where AZOTEA_SMS_NOTICES says so, since each costs money. WhatsApp is off while no provider is named.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from participation.notifications.channels.texts import send_text
from participation.notifications.registry import EMAIL, SMS, WEB, WHATSAPP

if TYPE_CHECKING:
    from participation.models import Person


@dataclass(frozen=True, slots=True)
class Way:
    """A channel as people choose it: its name on pages, whether this installation offers it, whom it reaches."""

    name: str
    label: Any
    is_on: Callable[[], bool]
    reaches: Callable[["Person"], bool]


def _always() -> bool:
    return True


def _has_mobile(person: "Person") -> bool:
    return bool(person.phone and person.phone_verified)


WAYS = (
    Way(WEB, _("Here"), _always, lambda person: True),
    Way(EMAIL, _("By e-mail"), _always, lambda person: bool(person.email)),
    Way(SMS, _("By text message"), lambda: bool(settings.AZOTEA_SMS_NOTICES), _has_mobile),
    Way(WHATSAPP, _("By WhatsApp"), lambda: bool(settings.AZOTEA_WHATSAPP_PROVIDER), _has_mobile),
)
BY_NAME = {way.name: way for way in WAYS}


def offered() -> list[Way]:
    """Return the channels that this installation offers."""
    return [way for way in WAYS if way.is_on()]


def has(person: "Person", channel: str) -> bool:
    """Tell whether the person can be reached by a channel here and now."""
    way = BY_NAME.get(channel)
    return way is not None and way.is_on() and way.reaches(person)


def senders() -> dict[str, Callable[[Any], None]]:
    """Return what sends a delivery by each of the channels of short texts."""
    return {SMS: send_text, WHATSAPP: send_text}
