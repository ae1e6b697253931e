"""Groups of visitors without an account, for pages that differ from reader to reader and are yet kept whole."""

import hashlib
from datetime import date

from django.http import HttpRequest

GROUPS = 64


def visitor_group(request: HttpRequest, day: date) -> int:
    """Return the group that a visitor belongs to all day, without a cookie."""
    reader = f"{request.META.get('REMOTE_ADDR', '')} {request.META.get('HTTP_USER_AGENT', '')} {day}"
    return hashlib.sha256(reader.encode(errors="replace")).digest()[0] % GROUPS


def shown_by_group(request: HttpRequest, day: date) -> int:
    """Return the visitor's group for a page that depends on it, so that the page is kept for each group."""
    request.shown_by_group = True  # type: ignore[attr-defined]
    return visitor_group(request, day)
