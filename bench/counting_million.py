"""Equal shares and greedy on 1,000,000 different ballots and 150 projects, and what memory that takes."""

import argparse
import resource
import time

from bench.drawn import drawn
from bench.parts import Outcome
from budgets.counting.count import count
from budgets.counting.rule import Rule

TITLE = "1,000,000 different ballots and 150 projects"
BALLOTS, PROJECTS, LONGEST = 1_000_000, 150, 10
MEGABYTES = 1536
LIMITS = (("greedy", Rule(), 2.0), ("equal shares", Rule(kind="equalshares"), 30.0))


def measure(options: argparse.Namespace) -> Outcome:
    """Draw the election, then count it."""
    found = Outcome()
    election = drawn(int(BALLOTS * options.scale), PROJECTS, longest=LONGEST)
    for name, rule, limit in LIMITS:
        clock, processor = time.perf_counter(), time.process_time()
        outcome = count(election, rule)
        clock, processor = time.perf_counter() - clock, time.process_time() - processor
        found.add(f"{name}, seconds on the clock", f"{clock:.2f}", f"{limit:g}", well=clock < limit)
        found.add(f"{name}, seconds of the processor", f"{processor:.2f}")
        found.add(f"{name}: winners", str(len(outcome.winners)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found.add("MB of memory at most, drawing included", f"{peak:.0f}", str(MEGABYTES), well=peak < MEGABYTES)
    return found
