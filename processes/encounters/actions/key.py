"""The link to one's own calendar: made, made anew, revoked. Only a digest of its secret is kept."""

import hashlib
import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from participation.events.record import record
from processes.encounters import events
from processes.models import CalendarKey

if TYPE_CHECKING:
    from participation.models import Person


def digest_of(secret: str) -> str:
    """Return what is kept of a secret of 240 random bits: there is nothing to guess."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


@transaction.atomic
def make_calendar_key(*, by: "Person", at: datetime) -> str:
    """Return a new secret for one's calendar link; the link that was there no longer works."""
    from participation.access.roles import may_be_signed_in

    may_be_signed_in(by).enforce()
    secret = secrets.token_urlsafe(30)
    CalendarKey.objects.update_or_create(person=by, defaults={"digest": digest_of(secret), "made_at": at})
    record(events.KEY_MADE, subject=None, by=by, at=at)
    return secret


@transaction.atomic
def revoke_calendar_key(*, by: "Person", at: datetime) -> bool:
    """Revoke one's calendar link; return whether there was one."""
    from participation.access.roles import may_be_signed_in

    may_be_signed_in(by).enforce()
    gone, _rows = CalendarKey.objects.filter(person=by).delete()
    if gone:
        record(events.KEY_REVOKED, subject=None, by=by, at=at)
    return bool(gone)
