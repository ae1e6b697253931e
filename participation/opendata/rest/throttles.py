"""How many requests one caller may make; writing is narrower than reading."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from participation.limits.counter import Counted, count
from participation.limits.rates import parse
from participation.limits.visitors import visitor

SAFE = ("GET", "HEAD", "OPTIONS")


class CallerThrottle(BaseThrottle):
    """Counts by account where somebody is signed in, else by the address behind the trusted proxies.

    Reads and writes are counted apart; which of the four rates holds is decided per request, so that each costs one
    query. The rate is read at each request too, so that an installation (and a test) can change it.
    """

    counted: Counted | None = None

    def allow_request(self, request: Request | HttpRequest, view: Any) -> bool:
        """Count the request; tell whether there was room."""
        signed_in = bool(request.user and request.user.is_authenticated)
        reading = request.method in SAFE
        if signed_in:
            scope, who = ("person" if reading else "writes"), f"p{request.user.pk}"
        else:
            scope = "anonymous" if reading else "anonymous_writes"
            who = visitor(getattr(request, "_request", request))
        self.counted = count(f"api.{scope}", who, parse(str(settings.AZOTEA_API_RATES[scope])))
        return self.counted.allowed

    def wait(self) -> float | None:
        """Return after how many seconds to come back."""
        return float(self.counted.wait) if self.counted else None
