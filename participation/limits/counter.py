"""The one counter behind every limit: exact, atomic, the same for all processes.

A limit is a sliding window: at most so many within *any* so many seconds, never twice as many around a full minute. The
moments of what counted are kept, and whether there is room for one more is decided where they are kept, in one step
(one statement of PostgreSQL, or one script of Redis where REDIS_URL names one): requests at the same instant cannot
pass together. What is refused is not counted, so that waiting helps.

Counting is no part of an act. It goes before the act's transaction, since a failed act would take its count back.
"""

import hashlib
import hmac
import logging
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from participation.limits import in_database, in_redis
from participation.limits.rates import Rate

logger = logging.getLogger(__name__)
MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Counted:
    """The answer: whether there was room, else after how many seconds to come back; and what to take back."""

    allowed: bool
    wait: int
    key: str
    moment: int


def sealed(scope: str, who: str) -> str:
    """Return the key of a tally: nobody can tell an address or a contact from it without the installation's secret."""
    secret = hashlib.sha256(b"azotea.limits:" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(secret, f"{scope}\0{who}".encode(), hashlib.sha256).hexdigest()[:40]


def _now() -> int:
    return int(time.time() * MICRO)


def _keeper() -> "in_database.Keeper | in_redis.Keeper":
    """Return where tallies are kept: Redis if there is one and it answers, else the database."""
    return in_redis.keeper() or in_database.Keeper()


def _outside_of_acts() -> None:
    blocks = [block for block in connection.atomic_blocks if not getattr(block, "_from_testcase", False)]
    if blocks:
        raise RuntimeError("Count before the transaction begins: an act that fails would take its count back.")


def count(scope: str, who: str, rate: Rate) -> Counted:
    """Count one try of somebody, if there is room. Raises RuntimeError within a transaction."""
    _outside_of_acts()
    key, now, window = sealed(scope, who), _now(), rate.seconds * MICRO
    allowed, oldest = False, 0
    if rate.amount > 0:
        try:
            allowed, oldest = _keeper().count(key, now, window, rate.amount)
        except in_redis.UnreachableError:
            allowed, oldest = in_database.Keeper().count(key, now, window, rate.amount)
    wait = 0 if allowed else max(1, -(-(oldest + window - now) // MICRO)) if oldest else rate.seconds
    return Counted(allowed, min(wait, rate.seconds), key, now)


def has_room(scope: str, who: str, rate: Rate) -> bool:
    """Tell whether one more try would be let through, without counting it."""
    key, now, window = sealed(scope, who), _now(), rate.seconds * MICRO
    try:
        return _keeper().among(key, now, window) < rate.amount
    except in_redis.UnreachableError:
        return in_database.Keeper().among(key, now, window) < rate.amount


def take_back(counted: Counted) -> None:
    """Forget one try, such as a password that was right; where that fails, the limit is only stricter."""
    try:
        _keeper().take_back(counted.key, counted.moment)
    except in_redis.UnreachableError:
        in_database.Keeper().take_back(counted.key, counted.moment)


def forget(scope: str, who: str) -> None:
    """Forget every try of somebody."""
    key = sealed(scope, who)
    try:
        _keeper().forget(key)
    except in_redis.UnreachableError:
        in_database.Keeper().forget(key)


def sweep() -> int:
    """Delete what no limit reads any more; return how many tallies went (Redis does it by itself)."""
    return in_database.Keeper().sweep(_now())
