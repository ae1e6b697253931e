"""A text of 80 passages with 1,000 suggestions: what its pages ask of the database, with one suggestion and with all.

Everything is made by the acts. Queries are those of a second visit of somebody who is signed in; milliseconds are the
processor's, Python's part, and no limit: they depend on the machine.
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

TITLE = "A text with 1,000 suggestions, a third of them on one passage"
SUGGESTIONS, LIMIT = 1_000, 12


def measure(options: argparse.Namespace) -> Outcome:
    """Make the text, suggest, read its pages."""
    many = max(40, int(SUGGESTIONS * options.scale))
    place = Path(tempfile.mkdtemp(prefix="azotea-text-"))
    found = Outcome()
    try:
        manage(place, "migrate", "--verbosity", "0")
        say(f"    {many:,} suggestions")
        told = place / "told.json"
        manage(place, "shell", "-c", f"from bench.texts import run; run({many}, {str(told)!r})")
        given = json.loads(told.read_text())
        found.add("suggestions", f"{given['suggestions']:,}", f"{many:,}", well=given["suggestions"] == many)
        found.add("milliseconds of the processor to suggest", f"{given['act']:.1f}")
        for name, page in given["pages"].items():
            one, all_of_them = page["one"], page["many"]
            words = f"{one} and {all_of_them}"
            well = one == all_of_them <= LIMIT
            found.add(f"{name}: queries with 1 and with {many:,}", words, f"the same, {LIMIT} at most", well=well)
            found.add(f"{name}: milliseconds of the processor", f"{page['milliseconds']:.1f}")
    except (OSError, ValueError) as error:
        raise BenchError(str(error)) from error
    finally:
        throw_away(place / "var")
        shutil.rmtree(place, ignore_errors=True)
    return found
