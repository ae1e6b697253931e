"""Who may: twenty acts of one page decided for one person, in queries and in time; each alone beside it.

The rules differ in place, age, list and way to verify, and half of them deny with a name, so that both queries are
asked. The city is made for the measurement in a database that is thrown away.
"""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from bench.errors import BenchError, say
from bench.faults.house import throw_away
from bench.people import Outcome
from bench.people_census import manage

TITLE = "Eligibility: a page with 20 acts for one person"
ACTS, QUERIES = 20, 2
MEMBERS, ROUNDS = 20_000, 50


def measure(options: argparse.Namespace) -> Outcome:
    """Decide the page for a person who is verified and on a list, for one who is neither, and for a stranger."""
    members, rounds = max(200, int(MEMBERS * options.scale)), max(5, int(ROUNDS * options.scale))
    place = Path(tempfile.mkdtemp(prefix="azotea-eligibility-"))
    found = Outcome()
    try:
        manage(place, "migrate", "--verbosity", "0")
        say(f"    a list of {members:,} people; {rounds} rounds")
        told = place / "told.json"
        script = f"from bench.eligibility import decide; decide({str(told)!r}, {ACTS}, {members}, {rounds})"
        manage(place, "shell", "-c", script)
        for who, figures in json.loads(told.read_text()).items():
            queries, together, alone, apart = figures
            found.add(f"{who}: queries", str(queries), f"at most {QUERIES}", well=queries <= QUERIES)
            found.add(f"{who}: all {ACTS} together", f"{together:.2f} ms")
            found.add(f"{who}: one by one", f"{alone:.2f} ms, {apart} queries")
    except (OSError, ValueError) as error:
        raise BenchError(str(error)) from error
    finally:
        throw_away(place / "var")
        shutil.rmtree(place, ignore_errors=True)
    return found
