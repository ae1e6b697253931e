"""Purges of tables that Django's own apps keep."""

from datetime import datetime, timedelta

from django.conf import settings


def session_time() -> timedelta:
    """Return for how long a browser stays signed in."""
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)


def forget_sessions(at: datetime) -> int:
    """Delete sessions that ended; return how many."""
    from django.contrib.sessions.models import Session

    return Session.objects.filter(expire_date__lt=at).delete()[0]  # writes: nobody's act ends what ended by itself
