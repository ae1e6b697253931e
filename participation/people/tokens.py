"""Personal keys of the API: made from a secret that is shown once; only its SHA-256 digest is kept.

A fast digest is enough, since the secret has 240 random bits: there is nothing to guess.
"""

import hashlib
import re
import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from participation.models import ApiToken, Person

PREFIX = "azt_"
SHAPE = re.compile(r"^azt_[A-Za-z0-9_-]{40}$")


def new_secret() -> str:
    """Return a fresh secret: ``azt_`` and forty characters."""
    return PREFIX + secrets.token_urlsafe(30)


def digest_of(raw: str) -> str:
    """Return what the database keeps of a secret."""
    return hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()


def person_of_token(raw: str, at: datetime) -> "Person | None":
    """Return the person whose key this is, where it is in force and the account works; else None.

    The day of its last use is kept, so that a person can see which keys are still needed.
    """
    token = token_in_force(raw, at)
    return token.person if token else None


def token_in_force(raw: str, at: datetime, host: str = "") -> "ApiToken | None":
    """Return the key itself, with its person; where ``host`` is given, only if it was made for that host.

    A key made on one host (or a copy of the database served from another) opens nothing on another.
    """
    from participation.people.models import ApiToken as Tokens

    if not SHAPE.match(raw or ""):
        return None
    token = (
        Tokens.objects.select_related("person")
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at), digest=digest_of(raw), revoked_at__isnull=True)
        .first()
    )
    if token is None or not token.person.is_active or token.person.erased_at:
        return None
    if host and token.audience and token.audience != host:
        return None
    if token.last_used_on != at.date():
        Tokens.objects.filter(pk=token.pk).update(last_used_on=at.date())  # writes: the day of use, no act of a person
    return token
