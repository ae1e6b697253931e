"""When a verification ends, and from when it can be renewed."""

from datetime import datetime, timedelta

from django.utils.dateparse import parse_datetime

from participation.verification.models import Verification

EARLY = timedelta(days=60)  # from this long before the end


def ends(verification: Verification, method: str) -> datetime | None:
    """Return when a method's confirmation ends; None where it has no end."""
    if method not in verification.confirmed:
        return verification.expires_at
    until = verification.confirmed[method]
    return parse_datetime(until) if until else None


def may_be_renewed(verification: Verification, method: str, at: datetime) -> bool:
    """Tell whether a method may confirm the verification again: its end is near, or past."""
    end = ends(verification, method)
    return end is not None and at >= end - EARLY


def confirmed_with(verification: Verification, method: str, until: datetime | None) -> dict[str, str | None]:
    """Return the confirmations with one more, or one anew."""
    confirmed = dict(verification.confirmed) or {
        verification.method: verification.expires_at.isoformat() if verification.expires_at else None
    }
    confirmed[method] = until.isoformat() if until else None
    return confirmed


def end_of(confirmed: dict[str, str | None]) -> datetime | None:
    """Return when a verification ends by its confirmations: with the last of them; None where one has no end."""
    found = [parse_datetime(until) if until else None for until in confirmed.values()]
    return None if not found or None in found else max(end for end in found if end is not None)
