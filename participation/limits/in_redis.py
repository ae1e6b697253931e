"""Tallies in Redis: one script looks, decides and counts; nothing else runs in between."""

import logging
import time
from functools import lru_cache
from typing import Any
from uuid import uuid4

import redis
from django.conf import settings

logger = logging.getLogger(__name__)
PREFIX = "azotea:tally:"
REST = 10.0  # seconds in which the database counts after Redis did not answer, so that nobody waits for it each time
# Moments are 16 digits: more than a double of Lua holds exactly once summed, less than it rounds when compared.
COUNT = """
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[4])
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then
  local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  return {0, oldest[2] or '0'}
end
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[5])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {1, '0'}
"""
_rest_until = 0.0


class UnreachableError(Exception):
    """Redis does not answer: the database counts."""


@lru_cache(maxsize=2)
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_connect_timeout=0.5, socket_timeout=1.0, decode_responses=True)


def keeper() -> "Keeper | None":
    """Return the keeper, or None where the installation has no Redis or it did not answer a moment ago."""
    if not settings.AZOTEA_LIMITS_REDIS or time.monotonic() < _rest_until:
        return None
    return Keeper(_client(settings.AZOTEA_LIMITS_REDIS))


class Keeper:
    """Keeps tallies in Redis, which forgets them by itself."""

    def __init__(self, client: redis.Redis) -> None:
        self.client = client

    def _ask(self, name: str, *arguments: Any) -> Any:
        global _rest_until
        try:
            return getattr(self.client, name)(*arguments)
        except redis.RedisError as error:
            _rest_until = time.monotonic() + REST
            logger.warning("Redis does not count (%s); the database does", type(error).__name__)
            raise UnreachableError from error

    def count(self, key: str, now: int, window: int, amount: int) -> tuple[bool, int]:
        """Count if there is room; else return the oldest moment that still counts."""
        member = f"{now}:{uuid4().hex[:8]}"
        answer = self._ask("eval", COUNT, 1, PREFIX + key, now, window // 1000 + 1000, amount, now - window, member)
        return bool(int(answer[0])), int(float(answer[1]))

    def among(self, key: str, now: int, window: int) -> int:
        """Return how many count now."""
        return int(self._ask("zcount", PREFIX + key, f"({now - window}", "+inf"))

    def take_back(self, key: str, moment: int) -> None:
        """Forget what was counted at one moment."""
        self._ask("zremrangebyscore", PREFIX + key, moment, moment)

    def forget(self, key: str) -> None:
        """Forget a tally."""
        self._ask("delete", PREFIX + key)
