"""20,000 ballots sent at once by 5,000 people, half of whom are also tried at a collection point: exactly 5,000 count.

The processes act with the role that serves, which reads neither roll nor urn by itself. What each answer of the act
promised is added up apart; after the close it is compared with the urn, with the published figures, and with a recount
from the exported ballots alone.
"""

import argparse
import json
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from bench.errors import BenchError, say
from bench.faults.house import throw_away
from bench.parts import Outcome
from bench.people_census import manage

TITLE = "20,000 parallel ballots of 5,000 people, half of them also at a collection point"
PEOPLE, EACH = 5_000, 4
SERVING = "azotea_app"


def measure(options: argparse.Namespace) -> Outcome:
    """Make the people, cast, close, count again."""
    people = max(50, int(PEOPLE * options.scale))
    place = Path(tempfile.mkdtemp(prefix="azotea-ballots-"))
    found = Outcome()
    try:
        manage(place, "setup_roles", "--application", SERVING)
        manage(place, "migrate", "--verbosity", "0")
        say(f"    {people:,} people, {people * EACH:,} ballots sent")
        told, exported = place / "told.json", place / "ballots.jsonl"
        manage(
            place,
            "shell",
            "-c",
            f"from bench.ballots import run; run({people}, {EACH}, {str(told)!r}, {str(exported)!r})",
        )
        recount = Counter(json.loads(line)["1"][0] for line in exported.read_text().splitlines())
        _compare(found, json.loads(told.read_text()), people, recount)
    except (OSError, ValueError) as error:
        raise BenchError(str(error)) from error
    finally:
        throw_away(place / "var")
        shutil.rmtree(place, ignore_errors=True)
    return found


def _compare(found: Outcome, given: dict[str, Any], people: int, recount: "Counter[str]") -> None:
    """Say what was promised, kept and counted."""
    tally, promised = given["tally"], given["promised"]
    sent, refused, failed = given["sent"], given["refused"], given["failed"]
    found.add("ballots sent", f"{sent:,}")
    found.add("of them at a collection point", f"{given['at_point']:,}")
    found.add("taken", f"{given['taken']:,}", f"{people:,}", well=given["taken"] == people)
    found.add("refused as a second one", f"{refused:,}", f"{sent - people:,}", well=refused == sent - people)
    found.add("failed otherwise", str(failed), "0", well=not failed)
    found.add("counted ballots", f"{given['ballots']:,}", f"{people:,}", well=given["ballots"] == people)
    found.add("people on the roll", f"{given['marked']:,}", f"{people:,}", well=given["marked"] == people)
    found.add("published tally as promised", str(tally == promised), "True", well=tally == promised)
    found.add("recount of the export as published", str(dict(recount) == tally), "True", well=dict(recount) == tally)
    found.add("role of the database that served", str(given["role"]), SERVING, well=given["role"] == SERVING)
    found.add("ballots a second", f"{sent / given['seconds']:.0f}")
    found.add("milliseconds of the processor for each (Python's part)", f"{given['processor'] / sent * 1000:.1f}")
    found.add("closing, seconds", f"{given['closing']:.2f}")
