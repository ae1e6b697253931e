"""The workbench with 5,000 contributions: what its pages ask of the database, and how long each action takes.

Everything is made by the acts. Times are those of a whole request within the process, the middle one of several.
"""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from bench.errors import BenchError, say
from bench.faults.house import throw_away
from bench.parts import Outcome
from bench.people_census import manage

TITLE = "The workbench with 5,000 contributions in 60 clusters"
CONTRIBUTIONS, QUERIES, MILLISECONDS = 5_000, 12, 300


def measure(options: argparse.Namespace) -> Outcome:
    """Hand in the contributions, put them into clusters, read the pages, do the actions."""
    many = max(200, int(CONTRIBUTIONS * options.scale))
    place = Path(tempfile.mkdtemp(prefix="azotea-clusters-"))
    found = Outcome()
    try:
        manage(place, "migrate", "--verbosity", "0")
        say(f"    {many:,} contributions")
        told = place / "told.json"
        manage(place, "shell", "-c", f"from bench.listening import run; run({many}, {str(told)!r})")
        given = json.loads(told.read_text())
        found.add("contributions", f"{given['contributions']:,}", f"{many:,}", well=given["contributions"] == many)
        for name, (queries, milliseconds) in given["pages"].items():
            found.add(f"{name}: queries", str(queries), f"{QUERIES} at most", well=queries <= QUERIES)
            well = milliseconds < MILLISECONDS
            found.add(f"{name}: milliseconds", f"{milliseconds:.0f}", f"under {MILLISECONDS}", well=well)
        for name, milliseconds in given["actions"].items():
            well = milliseconds < MILLISECONDS
            found.add(f"{name}: milliseconds", f"{milliseconds:.0f}", f"under {MILLISECONDS}", well=well)
    except (OSError, ValueError) as error:
        raise BenchError(str(error)) from error
    finally:
        throw_away(place / "var")
        shutil.rmtree(place, ignore_errors=True)
    return found
