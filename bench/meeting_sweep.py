"""The sweep of 20,000 actions that are followed up: how long a turn takes when nothing, little and all changed."""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from bench.errors import BenchError, say
from bench.faults.house import throw_away
from bench.parts import Outcome
from bench.people_census import manage

TITLE = "The sweep of 20,000 actions followed up"
ACTIONS, SECONDS = 20_000, 10.0


def measure(options: argparse.Namespace) -> Outcome:
    """Make the actions, let days pass, sweep."""
    number = max(200, int(ACTIONS * options.scale))
    place = Path(tempfile.mkdtemp(prefix="azotea-sweep-"))
    found = Outcome()
    try:
        manage(place, "migrate", "--verbosity", "0")
        say(f"    {number:,} actions")
        told = place / "told.json"
        manage(place, "shell", "-c", f"from bench.followed import sweeps; sweeps({number}, {str(told)!r})")
        given = json.loads(told.read_text())
        found.add("actions", f"{given['actions']:,}")
        for turn, (changed, seconds, processor) in given["turns"].items():
            found.add(f"{turn}: told", f"{changed:,}")
            found.add(f"{turn}: seconds", f"{seconds:.1f}", f"{SECONDS:.0f}", well=seconds < SECONDS)
            found.add(f"{turn}: processor seconds of the worker", f"{processor:.1f}")
        found.add("actions left to tell", f"{given['left']:,}", "0", well=given["left"] == 0)
    except (OSError, ValueError) as error:
        raise BenchError(str(error)) from error
    finally:
        throw_away(place / "var")
        shutil.rmtree(place, ignore_errors=True)
    return found
