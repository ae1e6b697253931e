"""The calendar of a city with 5,000 encounters: how many queries each of its pages asks."""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from bench.errors import BenchError, say
from bench.faults.house import throw_away
from bench.parts import Outcome
from bench.people_census import manage

TITLE = "The calendar of a city with 5,000 encounters"
ENCOUNTERS, MOST = 5_000, 12


def measure(options: argparse.Namespace) -> Outcome:
    """Make the encounters, then look at the pages."""
    number = max(100, int(ENCOUNTERS * options.scale))
    place = Path(tempfile.mkdtemp(prefix="azotea-calendar-"))
    found = Outcome()
    try:
        manage(place, "migrate", "--verbosity", "0")
        manage(place, "collectstatic", "--noinput", "--verbosity", "0")
        say(f"    {number:,} encounters are announced through the acts: about a minute for each 2,000")
        told = place / "told.json"
        manage(place, "shell", "-c", f"from bench.encounters import calendar; calendar({number}, {str(told)!r})")
        given = json.loads(told.read_text())
        found.add("encounters", f"{given.pop('encounters'):,}")
        for page, (queries, milliseconds) in given.items():
            found.add(f"queries of {page}", str(queries), str(MOST), well=queries <= MOST)
            found.add(f"processor milliseconds of {page}", f"{milliseconds:.0f}")
    except (OSError, ValueError) as error:
        raise BenchError(str(error)) from error
    finally:
        throw_away(place / "var")
        shutil.rmtree(place, ignore_errors=True)
    return found
