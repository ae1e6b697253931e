"""Opinion groups of 50,000 people and 500 statements: seconds and memory of the task that computes and publishes them.

The answers are made up in a database that is thrown away; the task is what the worker of Celery runs, in a process of
its own, whose largest resident memory is what the system says of it when it ends. Process time is printed beside the
seconds on the clock, which depend on what else the machine does.
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

TITLE = "Opinion groups of 50,000 people and 500 statements"
PEOPLE, STATEMENTS, SHARE = 50_000, 500, 0.15
SECONDS, MEGABYTES = 20.0, 1024.0


def measure(options: argparse.Namespace) -> Outcome:
    """Make the answers, then compute and publish."""
    people, statements = max(200, int(PEOPLE * options.scale)), max(20, int(STATEMENTS * min(1, options.scale * 4)))
    place = Path(tempfile.mkdtemp(prefix="azotea-opinions-"))
    found = Outcome()
    try:
        manage(place, "migrate", "--verbosity", "0")
        say(f"    {people:,} people, {statements} statements, {SHARE:.0%} of them answered by each")
        manage(place, "shell", "-c", f"from bench.opinions import make; make({people}, {statements}, {SHARE})")
        told = place / "told.json"
        _seconds, megabytes = manage(
            place, "shell", "-c", f"from bench.opinions import compute; compute({str(told)!r})"
        )
        given = json.loads(told.read_text())
        found.add("answers", f"{given['answers']:,}")
        found.add("groups found", str(given["groups"]), "2 to 5", well=2 <= given["groups"] <= 5)
        found.add("told of progress on the way", f"{given['steps']} times", "at least 3", well=given["steps"] >= 3)
        found.add("reading the answers, seconds", f"{given['reading']:.1f}")
        found.add("seconds on the clock", f"{given['seconds']:.1f}", f"{SECONDS:.0f}", well=given["seconds"] < SECONDS)
        found.add("seconds of the processor", f"{given['processor']:.1f}")
        found.add("MB of memory, Django included", f"{megabytes:.0f}", f"{MEGABYTES:.0f}", well=megabytes < MEGABYTES)
    except (OSError, ValueError) as error:
        raise BenchError(str(error)) from error
    finally:
        throw_away(place / "var")
        shutil.rmtree(place, ignore_errors=True)
    return found
