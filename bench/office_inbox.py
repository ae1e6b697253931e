"""The desk of an institution that owes 10,000 answers: queries and time of its pages.

The city is made for the measurement in a database that is thrown away.
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

TITLE = "The desk of an institution that owes 10,000 answers"
OWED, QUERIES, ROUNDS = 10_000, 12, 20


def measure(options: argparse.Namespace) -> Outcome:
    """Open the desk as somebody of the office and as its front desk: first page, further on, filtered, one answer."""
    owed, rounds = max(60, int(OWED * options.scale)), max(3, int(ROUNDS * options.scale))
    place = Path(tempfile.mkdtemp(prefix="azotea-inbox-"))
    found = Outcome()
    try:
        manage(place, "migrate", "--verbosity", "0")
        manage(place, "collectstatic", "--noinput", "--verbosity", "0")
        say(f"    {owed:,} owed answers; {rounds} rounds")
        told = place / "told.json"
        manage(place, "shell", "-c", f"from bench.inbox import measure; measure({str(told)!r}, {owed}, {rounds})")
        for page, (queries, milliseconds) in json.loads(told.read_text()).items():
            found.add(f"{page}: queries", str(queries), f"at most {QUERIES}", well=queries <= QUERIES)
            found.add(f"{page}: time", f"{milliseconds:.1f} ms")
    except (OSError, ValueError) as error:
        raise BenchError(str(error)) from error
    finally:
        throw_away(place / "var")
        shutil.rmtree(place, ignore_errors=True)
    return found
