"""Where one answer spends its time: the slowest functions and each query, of a request made in this process."""

import cProfile
import functools
import io
import pstats
import time
from typing import TYPE_CHECKING, Any

from bench.client import Ask
from bench.errors import BenchError
from bench.scenes import Scene, scenes

if TYPE_CHECKING:
    from django.test import Client

FUNCTIONS = 35


def show(only: list[str]) -> None:
    """Print the profile of one cold answer of each page named."""
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    for scene in scenes(only):
        print(f"\n=== {scene.audience} {scene.name}")
        for line in profiled(scene):
            print(line)


@functools.cache
def _client() -> "Client":
    from django.test import Client

    return Client()  # one for all: its layers are made once, as in a server


def answered(asked: Ask) -> tuple[float, list[tuple[float, str]]]:
    """Answer a request through every layer of the product; return its seconds and its queries with theirs."""
    from django.db import connection

    head, _blank, body = asked.wire.partition(b"\r\n\r\n")
    given = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    headers = {name: value for name, value in given.items() if not name.startswith("Content-")}
    queries: list[tuple[float, str]] = []

    def noted(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            queries.append((time.perf_counter() - began, str(sql)))

    client = _client()
    client.cookies.clear()
    with connection.execute_wrapper(noted):
        began = time.perf_counter()
        if body:
            answer = client.post(asked.path, data=body, content_type=given["Content-Type"], headers=headers)
        else:
            answer = client.get(asked.path, headers=headers)
        spent = time.perf_counter() - began
    if answer.status_code != asked.status:
        raise BenchError(f"{asked.path} answered {answer.status_code} instead of {asked.status}.")
    return spent, queries


def profiled(scene: Scene) -> list[str]:
    """Return lines: the time of an answer, its queries, and its slowest functions."""
    asks = scene.cold()
    for _warming in range(3):
        answered(next(asks))
    spent, queries = answered(next(asks))
    lines = [f"{spent * 1000:.1f} ms, {len(queries)} queries in {sum(s for s, _sql in queries) * 1000:.1f} ms"]
    lines += [f"  {seconds * 1000:6.2f} ms  {' '.join(sql.split())[:200]}" for seconds, sql in queries]
    profile = cProfile.Profile()
    profile.enable()
    answered(next(asks))
    profile.disable()
    for order in ("cumulative", "tottime"):
        text = io.StringIO()
        pstats.Stats(profile, stream=text).sort_stats(order).print_stats(FUNCTIONS)
        lines += ["", f"By {order}:", *text.getvalue().splitlines()[6:]]
    return lines
