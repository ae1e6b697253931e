"""Measures a page beside the bare view: rounds of the two take turns, since no machine is quiet for long."""

import itertools
import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from bench.client import Ask, Client, Round, ask
from bench.errors import BenchError
from bench.limits import COLD, Limit, limit_of
from bench.scenes import Scene
from bench.server import WORKERS, Server, processor_seconds

CONNECTIONS = 8  # as many as the server has threads
HELLO_SECONDS, WARM_SECONDS, COLD_SECONDS = 0.3, 0.5, 1.5
WARMING_SECONDS = 1.5  # what was asked for first must still be kept when the round ends
COLD_MOST = 96  # answers of a cold round: as many in each, of objects not asked for before


@dataclass(frozen=True, slots=True)
class Figure:
    """What a page costs: ``ratio`` is the bare view's rate over its own, ``queries`` the most that an answer took.

    ``effort`` is the same ratio in processor time, database included: on a busy machine it says more than the clock.
    """

    name: str
    audience: str
    state: str
    requests_per_second: float
    ratio: float
    queries: int
    limit: Limit
    effort: float = 0.0

    @property
    def misses(self) -> list[str]:
        """Return what misses its limit, in words."""
        found = []
        if self.limit.ratio is not None and self.ratio > self.limit.ratio:
            found.append(f"ratio {self.ratio:.1f} > {self.limit.ratio:g}")
        if self.limit.queries is not None and self.queries > self.limit.queries:
            found.append(f"queries {self.queries} > {self.limit.queries}")
        return found

    def as_json(self) -> dict[str, object]:
        """Return the figure as ``--json`` prints it."""
        return {
            "name": self.name,
            "audience": self.audience,
            "state": self.state,
            "requests_per_second": round(self.requests_per_second, 1),
            "ratio": round(self.ratio, 2),
            "queries": self.queries,
        }


def ratio_of(hellos: list[float], pages: list[float]) -> float:
    """Return the median of the ratios of neighbours: each page's round against the hellos before and after it."""
    return statistics.median(
        (before + after) / 2 / page for before, after, page in zip(hellos[:-1], hellos[1:], pages, strict=True)
    )


def hello_round(server: Server) -> Round:
    """Ask the bare view for one round."""
    hello = ask(server.probe)
    with open_client(server) as client:
        client.run(itertools.repeat(hello), seconds=0.03)
        return timed(client, server, itertools.repeat(hello), seconds=HELLO_SECONDS)


def timed(client: Client, server: Server, asks: Iterator[Ask], *, seconds: float, most: int | None = None) -> Round:
    """Run a round and note the processor time that it took."""
    before = processor_seconds(server.all_processes())
    done = client.run(asks, seconds=seconds, most=most)
    done.processor = sum(after - before[pid] for pid, after in processor_seconds(list(before)).items())
    return done


def open_client(server: Server, connections: int = CONNECTIONS) -> Client:
    """Return a client whose connections are spread over the server's processes."""
    return Client(server.port, connections=connections, workers=WORKERS, probe=server.probe)


def page_round(scene: Scene, state: str, server: Server) -> Round:
    """Ask for the page for one round. Raises BenchError where nobody is left to ask."""
    with open_client(server) as client:
        if state == COLD:
            done = timed(client, server, scene.cold(), seconds=COLD_SECONDS, most=COLD_MOST)
            if not done.answers:
                raise BenchError(f"{scene.name}: there is nobody left to do it; fewer --rounds need fewer.")
            return done
        asks = client.visit(scene.warm(), seconds=WARMING_SECONDS)
        return timed(client, server, itertools.cycle(asks), seconds=WARM_SECONDS)


def answers_of(rounds: int) -> int:
    """Return how many cold answers there are at most in so many rounds and the one before them."""
    return (rounds + 1) * COLD_MOST


def measure(scene: Scene, state: str, *, product: Server, hello: Server, rounds: int) -> Figure:
    """Measure one page in one state."""
    page_round(scene, state, product)  # the process is warm: templates, catalogues, connections
    hellos, pages = [hello_round(hello)], []
    for _round in range(rounds):
        pages.append(page_round(scene, state, product))
        hellos.append(hello_round(hello))
    hello_effort = statistics.median(done.effort for done in hellos)
    return Figure(
        scene.name,
        scene.audience,
        state,
        statistics.median(done.rate for done in pages),
        ratio_of([done.rate for done in hellos], [done.rate for done in pages]),
        max((number for done in pages for number in done.queries), default=0),
        limit_of(scene.name, scene.audience, state),
        statistics.median(done.effort for done in pages) / hello_effort if hello_effort else 0.0,
    )
