"""The shared cache that nobody misses: while Redis does not answer, each process uses its own memory.

No page fails and none waits: a connection is given half a second, an answer one, and after a failure nothing is tried
for five seconds. What such an outage costs:

- Limits on how often somebody may do something are counted by each process on its own until Redis is back: weaker by
  the number of processes, never gone.
- What was kept in Redis is made again. The memory is emptied when an outage begins and when it ends, so that nothing of
  an earlier one is ever shown; what a page keeps in it lives no longer than it asked for.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)
REST = 5.0  # seconds without a try after one that failed


class Outage:
    """Whether Redis is away, as far as this process knows; shared by its threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next_try = 0.0
        self.on = False

    def may_try(self) -> bool:
        """Tell whether Redis is to be asked; while it is away one thread asks, and the others do not wait for it."""
        if not self.on:
            return True
        with self._lock:
            if time.monotonic() < self._next_try:
                return False
            self._next_try = time.monotonic() + REST
            return True

    def begin(self) -> bool:
        """Note a failure; return True for the first of an outage."""
        with self._lock:
            self._next_try = time.monotonic() + REST
            first, self.on = not self.on, True
            return first

    def end(self) -> bool:
        """Note an answer; return True where an outage ends with it."""
        with self._lock:
            last, self.on = self.on, False
            return last


_outages: dict[str, Outage] = {}


class OutageSafeRedisCache(RedisCache):
    """Redis, or the memory of this process for as long as Redis does not answer."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        from redis.backoff import NoBackoff
        from redis.exceptions import RedisError
        from redis.retry import Retry

        options = params.setdefault("OPTIONS", {})
        # The library would try for seconds before it gives up: a page has no use for that. Once more at once, since a
        # connection that lay idle while Redis was restarted fails at its first use.
        options.setdefault("retry", Retry(NoBackoff(), 1))
        self._away = (RedisError, OSError)
        super().__init__(server, params)
        self._outage = _outages.setdefault(str(server), Outage())
        self._memory = LocMemCache(f"outage:{server}", {**params, "OPTIONS": {"MAX_ENTRIES": 5000}})

    def _ask(self, name: str, asked: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Ask Redis, or the memory where Redis is away; the errors of a caller's mistake pass as they are."""
        if self._outage.may_try():
            try:
                found = asked(*args, **kwargs)
            except self._away as error:
                if self._outage.begin():
                    self._memory.clear()
                    logger.warning("the cache is away (%s): each process uses its own memory", type(error).__name__)
            else:
                if self._outage.on and self._outage.end():
                    self._memory.clear()
                    logger.warning("the cache is back")
                return found
        return getattr(self._memory, name)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        """Add a value where there is none."""
        return self._ask("add", super().add, *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        """Return a value or the default."""
        return self._ask("get", super().get, *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        """Keep a value."""
        return self._ask("set", super().set, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        """Keep a value for longer."""
        return self._ask("touch", super().touch, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Forget a value."""
        return self._ask("delete", super().delete, *args, **kwargs)

    def get_many(self, keys: Iterable[str], *args: Any, **kwargs: Any) -> Any:
        """Return the values that are there."""
        return self._ask("get_many", super().get_many, list(keys), *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        """Keep several values."""
        return self._ask("set_many", super().set_many, *args, **kwargs)

    def delete_many(self, keys: Iterable[str], *args: Any, **kwargs: Any) -> Any:
        """Forget several values."""
        return self._ask("delete_many", super().delete_many, list(keys), *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        """Tell whether a value is there."""
        return self._ask("has_key", super().has_key, *args, **kwargs)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Count; a count that stood on the other side of an outage begins again. Raises ValueError for no count."""
        try:
            return int(self._ask("incr", super().incr, key, delta, version))
        except ValueError:
            if not self._outage.on:
                raise
            self._memory.add(key, 0, version=version)
            return int(self._memory.incr(key, delta, version))

    def clear(self) -> Any:
        """Forget everything."""
        return self._ask("clear", super().clear)

    def answers(self) -> bool:
        """Tell whether Redis answers now."""
        try:
            return bool(self._cache.get_client().ping())
        except self._away:
            return False
