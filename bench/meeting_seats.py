"""2,000 parallel attempts on 100 seats: exactly 100 seats, and a waiting list in the order of arrival."""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from bench.errors import BenchError
from bench.faults.house import throw_away
from bench.parts import Outcome
from bench.people_census import manage

TITLE = "2,000 parallel attempts on 100 seats"
ATTEMPTS, SEATS = 2_000, 100


def measure(options: argparse.Namespace) -> Outcome:
    """Let everybody register at once, then let forty go; count in the database."""
    attempts = max(200, int(ATTEMPTS * options.scale))
    place = Path(tempfile.mkdtemp(prefix="azotea-seats-"))
    found = Outcome()
    try:
        manage(place, "migrate", "--verbosity", "0")
        told = place / "told.json"
        manage(place, "shell", "-c", f"from bench.encounters import rush; rush({attempts}, {SEATS}, {str(told)!r})")
        given = json.loads(told.read_text())
        found.add("connections at the same time", str(given["connections"]))
        found.add("errors", str(given["errors"]), "0", well=given["errors"] == 0)
        found.add("seats given", str(given["seated"]), str(SEATS), well=given["seated"] == SEATS)
        waiting = attempts - SEATS
        found.add("on the waiting list", str(given["waiting"]), str(waiting), well=given["waiting"] == waiting)
        found.add("seats held by the first who came", str(given["first"]), "yes", well=given["first"])
        found.add("seats after 40 left at once", str(given["after"]), str(SEATS), well=given["after"] == SEATS)
        found.add("given to those who waited first", str(given["in_order"]), "yes", well=given["in_order"])
        found.add("registrations per second", f"{given['rate']:.0f}")
    except (OSError, ValueError) as error:
        raise BenchError(str(error)) from error
    finally:
        throw_away(place / "var")
        shutil.rmtree(place, ignore_errors=True)
    return found
