"""The faults: what is done to the running product while people act and read, and what may be seen of it meanwhile."""

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from bench.faults.house import FaultError, House
from bench.faults.load import OFF, fetch

DOWN = 1.5  # seconds for which something stays away


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: its name on the command line, what is done, and which answers a reader may get besides 200."""

    name: str
    words: str
    strike: Callable[[House, float], None]
    seen: frozenset[int] = frozenset()
    redis: bool = False


def _restart(mode: str) -> Callable[[House, float], None]:
    def strike(house: House, down: float) -> None:
        house.database(f"stop {mode}")
        time.sleep(down)
        house.database("start")

    return strike


def _terminate(house: House, down: float) -> None:
    for _time in range(3):
        house.terminate_sessions()
        time.sleep(down / 3)


def _kill_database(house: House, down: float) -> None:
    house.database("kill")
    time.sleep(down)
    house.database("revive")


def _kill_part(name: str) -> Callable[[House, float], None]:
    def strike(house: House, down: float) -> None:
        house.kill(name)
        time.sleep(down)
        house.start(name)

    return strike


def _freeze_redis(house: House, down: float) -> None:
    house.freeze("redis", on=True)
    try:
        time.sleep(down)
    finally:
        house.freeze("redis", on=False)


def _kill_web(house: House, down: float) -> None:
    victim = random.choice(house.children("web"))
    with suppress(ProcessLookupError):
        os.kill(victim, signal.SIGKILL)
    time.sleep(down)


def _kill_pool(house: House, down: float) -> None:
    for victim in house.children("worker"):
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
    time.sleep(down)


AWAY = frozenset({503})
FAULTS = [
    Fault("database-fast", "PostgreSQL stopped in order, then started", _restart("fast"), AWAY),
    Fault("database-immediate", "PostgreSQL stopped as by a crash, then started", _restart("immediate"), AWAY),
    Fault("database-killed", "PostgreSQL's first process killed, then revived", _kill_database, AWAY),
    Fault("sessions-ended", "every session ended by pg_terminate_backend, three times", _terminate, AWAY),
    Fault("worker-killed", "the worker and its pool killed in the middle of jobs, then started", _kill_part("worker")),
    Fault("pool-killed", "the worker's pool killed, its first process left alone", _kill_pool, redis=True),
    Fault("beat-killed", "beat killed, then started", _kill_part("beat")),
    Fault("redis-killed", "Redis (queue and cache) killed, then started empty", _kill_part("redis"), redis=True),
    Fault("redis-frozen", "Redis takes connections and never answers, then goes on", _freeze_redis, redis=True),
    Fault("web-killed", "a web process killed in the middle of requests", _kill_web, frozenset({OFF})),
]


def recovery(house: House, *, good: int = 16, seconds: float = 30) -> float:
    """Return how long after the end of a fault the last page failed: until so many in a row are fine (all threads)."""
    began = last = time.monotonic()
    streak = 0
    pages = ["/", house.stage["process"], f"/propuestas/{house.stage['proposals'][0]['pk']}/", "/salud/listo/"]
    turn = 0
    while streak < good:
        status, _headers, _body = fetch(house.port, pages[turn % len(pages)])
        turn += 1
        if status == 200:
            streak += 1
        else:
            streak, last = 0, time.monotonic()
        if time.monotonic() - began > seconds:
            raise FaultError(f"the pages did not come back within {seconds:.0f} s (last status {status})")
    return last - began
