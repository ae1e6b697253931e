"""Sessions that know whose they are, so that people can see their own and end them.

The rows are read and written by Django's own code; three columns stand beside it. Neither the visitor's address nor a
place is kept: the name of the browser and system, and when it was last used, to the quarter of an hour.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone
from django.utils.crypto import salted_hmac

from participation.people.models import Session

DEVICE, SINCE = "device", "signed_in_at"
USED = timedelta(minutes=15)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
# In this order: browsers name each other.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def device_of(agent: str) -> str:
    """Return the browser and system that a User-Agent names, such as ``Firefox, Android``; nothing else of it."""
    found = (next((name for mark, name in known if mark in agent), "") for known in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in found if name)


def handle_of(session_key: str) -> uuid.UUID:
    """Return the public name of a session, made from its secret key and never leading back to it."""
    return uuid.UUID(salted_hmac("azotea.session", session_key, algorithm="sha256").hexdigest()[:32])


class SessionStore(DatabaseStore):
    """Django's sessions in the database, in rows that know their person."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return our table."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row of this session."""
        row: Any = super().create_model_instance(data)
        person = str(data.get(SESSION_KEY, ""))
        row.person_id = int(person) if person.isdecimal() else None
        row.handle = handle_of(row.session_key)
        row.device = str(data.get(DEVICE, ""))[:80]
        since = data.get(SINCE)
        row.started_at = datetime.fromisoformat(since) if since else None
        row.used_at = timezone.now()
        return row  # type: ignore[no-any-return]

    def _get_session_from_db(self) -> Session | None:
        row = super()._get_session_from_db()
        now = timezone.now()
        if row is not None and row.person_id and now - row.used_at > USED:
            self.model.objects.filter(pk=row.pk).update(used_at=now)  # writes: a use is no act
        return row  # type: ignore[no-any-return]
