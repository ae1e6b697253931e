"""Addresses to which nothing more is sent, since their mails came back or were called spam.

Only a keyed hash of the address is kept, under the oldest secret of AZOTEA_IDENTITY_KEY (which stays in the list when a
newer one is laid over it), so that a list of people who complained cannot be read from the database. Codes to sign in
are sent all the same: whoever asks for one waits for it.
"""

import hashlib
import hmac
from typing import TYPE_CHECKING

from django.conf import settings

from participation.notifications.models import Suppression

if TYPE_CHECKING:
    from participation.models import Person


def digest_of(address: str) -> str:
    """Return what is kept of an address."""
    key = settings.AZOTEA_IDENTITY_KEY.split(",")[0].strip().encode()
    return hmac.new(key, b"azotea.address:" + address.strip().lower().encode(), hashlib.sha256).hexdigest()


def suppression_of(address: str) -> Suppression | None:
    """Return why nothing is sent to an address; None where mails may go."""
    return Suppression.objects.filter(digest=digest_of(address), lifted_at__isnull=True).first() if address else None


def is_suppressed(address: str) -> bool:
    """Tell whether nothing may be sent to an address."""
    return bool(address) and Suppression.objects.filter(digest=digest_of(address), lifted_at__isnull=True).exists()


def is_own(person: "Person", suppression: Suppression) -> bool:
    """Tell whether a suppression is of a person's own address."""
    return bool(person.email) and hmac.compare_digest(digest_of(person.email or ""), suppression.digest)
