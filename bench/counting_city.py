"""Equal shares on 60,000 ballots, of which 50,000 are different, and 80 projects: alone and with Add1."""

import argparse
import time
from dataclasses import replace

from bench.drawn import drawn
from bench.parts import Outcome
from budgets.counting.count import count
from budgets.counting.rule import Rule

TITLE = "60,000 ballots and 80 projects"
BALLOTS, DISTINCT, PROJECTS, LONGEST = 60_000, 50_000, 80, 15
SHARES = Rule(kind="equalshares")
LIMITS = (("equal shares", SHARES, 0.5), ("equal shares with Add1", replace(SHARES, completion="add1"), 30.0))


def measure(options: argparse.Namespace) -> Outcome:
    """Draw the election, then count it."""
    found = Outcome()
    election = drawn(int(BALLOTS * options.scale), PROJECTS, longest=LONGEST, distinct=int(DISTINCT * options.scale))
    for name, rule, limit in LIMITS:
        clock, processor = time.perf_counter(), time.process_time()
        outcome = count(election, rule)
        clock, processor = time.perf_counter() - clock, time.process_time() - processor
        found.add(f"{name}, seconds on the clock", f"{clock:.2f}", f"{limit:g}", well=clock < limit)
        found.add(f"{name}, seconds of the processor", f"{processor:.2f}")
        found.add(f"{name}: winners, runs", f"{len(outcome.winners)}, {outcome.facts['runs']}")
    return found
