"""How many requests one caller may make; writing is narrower than reading."""

from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

SAFE = ("GET", "HEAD", "OPTIONS")


class _Throttle(SimpleRateThrottle):
    """Counts by account where somebody is signed in, else by the address behind the trusted proxies."""

    reading = True

    def get_rate(self) -> str:
        """Read the rate at each request, so that an installation (and a test) can change it."""
        return str(settings.AZOTEA_API_RATES[str(self.scope)])

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        """Return who is counted; None for what this throttle does not count."""
        if (request.method in SAFE) != self.reading:
            return None
        signed_in = bool(request.user and request.user.is_authenticated)
        if signed_in != self.signed_in:
            return None
        ident = str(request.user.pk) if signed_in else self.get_ident(request)
        return self.cache_format % {"scope": self.scope, "ident": ident}

    signed_in = False


class AnonymousReads(_Throttle):
    """Reading without an account."""

    scope = "anonymous"


class PersonReads(_Throttle):
    """Reading with an account."""

    scope = "person"
    signed_in = True


class AnonymousWrites(_Throttle):
    """Trying to write without an account."""

    scope = "anonymous_writes"
    reading = False


class PersonWrites(_Throttle):
    """Writing with an account."""

    scope = "writes"
    reading = False
    signed_in = True
