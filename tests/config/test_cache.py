"""The cache while Redis is away: nobody gets an error, nobody waits, and nothing old comes back."""

import os
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
import redis

from config import cache as module
from config.cache import OutageSafeRedisCache

NOBODY = "redis://127.0.0.1:1/0"  # nobody listens there
OPTIONS = {"socket_connect_timeout": 0.5, "socket_timeout": 0.3}


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_outages", {})


def make(server: str = NOBODY) -> OutageSafeRedisCache:
    made = OutageSafeRedisCache(server, {"OPTIONS": dict(OPTIONS)})
    made._memory.clear()
    return made


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        (lambda cache: cache.get("a", "none"), "none"),
        (lambda cache: (cache.set("a", 1), cache.get("a"))[1], 1),
        (lambda cache: (cache.add("a", 1), cache.add("a", 2), cache.get("a")), (True, False, 1)),
        (lambda cache: (cache.set("a", 1), cache.incr("a", 2))[1], 3),
        (lambda cache: (cache.add("a", 5), cache.decr("a"))[1], 4),
        (lambda cache: cache.incr("began-before"), 1),
        (lambda cache: (cache.set_many({"a": 1, "b": 2}), cache.get_many(iter(["a", "b", "c"])))[1], {"a": 1, "b": 2}),
        (lambda cache: (cache.set("a", 1), cache.delete("a"), cache.get("a"))[1:], (True, None)),
        (lambda cache: (cache.set("a", 1), cache.delete_many(iter(["a"])), cache.get("a"))[2], None),
        (lambda cache: (cache.set("a", 1), cache.has_key("a"), "a" in cache)[1:], (True, True)),
        (lambda cache: (cache.set("a", 1), cache.touch("a", 9))[1], True),
        (lambda cache: cache.get_or_set("a", lambda: 7), 7),
        (lambda cache: (cache.set("a", 1), cache.clear(), cache.get("a"))[2], None),
        (lambda cache: cache.answers(), False),
    ],
)
def test_without_redis_the_memory_of_the_process_serves(ask: Callable[[Any], Any], answer: object) -> None:
    assert ask(make()) == answer


def test_one_line_is_logged_and_nobody_waits(caplog: pytest.LogCaptureFixture) -> None:
    cache, began = make(), time.monotonic()
    for number in range(500):
        cache.get(f"key-{number}")
    assert time.monotonic() - began < 1
    assert [line.getMessage() for line in caplog.records] == [
        "the cache is away (ConnectionError): each process uses its own memory"
    ]


def test_a_server_that_never_answers_is_asked_by_one_thread_at_a_time() -> None:
    """It takes the connection and stays silent: the first caller waits its second, all others none."""
    import socket

    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(50)
        cache = make(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        began = time.monotonic()
        cache.get("a")
        assert 0.2 < time.monotonic() - began < 2
        began = time.monotonic()
        threads = [threading.Thread(target=cache.get, args=("a",)) for _n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert time.monotonic() - began < 0.2


def test_nothing_of_an_outage_is_shown_after_it_or_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without emptying the memory at both ends, the third question would be answered with what the first outage kept."""
    monkeypatch.setattr(module, "REST", 0.0)
    cache, away = make(), [True]
    kept: dict[str, Any] = {}

    def get(_self: Any, key: str, default: Any = None, version: int | None = None) -> Any:
        if away[0]:
            raise redis.exceptions.ConnectionError
        return kept.get(key, default)

    monkeypatch.setattr("django.core.cache.backends.redis.RedisCache.get", get)
    cache.get("a")
    cache._memory.set("a", "of the first outage")
    assert cache.get("a") == "of the first outage"
    away[0] = False
    assert cache.get("a") is None
    away[0] = True
    assert cache.get("a") is None


def test_a_mistake_of_the_caller_is_no_outage() -> None:
    url = os.environ.get("REDIS_URL", "")
    if not url:
        pytest.skip("no Redis: set REDIS_URL to run this test")
    cache = make(url)
    cache.set("azotea-test-count", 4)
    assert cache.incr("azotea-test-count") == 5
    assert cache.answers()
    with pytest.raises(ValueError, match="not found"):
        cache.incr("azotea-test-none")
    cache.delete("azotea-test-count")
    assert not cache._outage.on
