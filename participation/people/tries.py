"""Limits of tries at the entrance: allauth's rules, counted by our counter.

allauth keeps its counts in the cache, under a lock of its own: three steps, each of which another process can come
between where the cache is not shared, and four round trips where it is. Here its two inner functions that touch the
cache are replaced, and with them the note that a code of an authenticator app was used; what is limited, by what and
how much stays in its settings. A test fails where a new version of allauth would not call these any more.
"""

from dataclasses import dataclass
from typing import Any

from allauth.core.exceptions import RateLimited
from allauth.core.internal import ratelimit
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.totp.internal.auth import TOTP
from django.http import HttpRequest

from participation.limits import counter
from participation.limits.rates import Rate


@dataclass(frozen=True, slots=True)
class Usage:
    """One counted try, which a sign-in that succeeds takes back."""

    counted: counter.Counted

    def rollback(self) -> None:
        """Take the try back."""
        counter.take_back(self.counted)


def consume(
    request: HttpRequest,
    *,
    app: str,
    action: str,
    rate: ratelimit.Rate,
    key: str | None = None,
    user: Any = None,
    dry_run: bool = False,
    raise_exception: bool = False,
) -> Usage | None:
    """Count one try against one rate; None where there is no room. Raises RateLimited where asked to."""
    who = ratelimit.get_cache_key(request, app=app, action=action, rate=rate, key=key, user=user)
    ours = Rate(rate.amount, int(rate.duration))
    if dry_run:
        room, found = counter.has_room("entrance", who, ours), counter.Counted(True, 0, "", 0)
    else:
        found = counter.count("entrance", who, ours)
        room = found.allowed
    if not room and raise_exception:
        raise RateLimited
    return Usage(found) if room else None


def clear(
    request: HttpRequest,
    *,
    app: str,
    action: str,
    config: dict[str, str] | None = None,
    key: str | None = None,
    user: Any = None,
) -> None:
    """Forget the tries of an action."""
    for rate in ratelimit.get_rates(app=app, action=action, config=config):
        who = ratelimit.get_cache_key(request, app=app, action=action, rate=rate, key=key, user=user)
        counter.forget("entrance", who)


def mark_code_used(self: TOTP, code: str) -> bool:
    """Take a code of an authenticator app once: while it lives no process takes it a second time."""
    periods = 2 * int(mfa_settings.TOTP_TOLERANCE) + 1
    rate = Rate(1, int(mfa_settings.TOTP_PERIOD) * periods)
    return counter.count("code", self._get_used_cache_key(code), rate).allowed


def install() -> None:
    """Put our counter in the place of allauth's cache."""
    ratelimit._consume_single_rate = consume
    ratelimit.clear = clear
    TOTP._mark_code_used = mark_code_used
