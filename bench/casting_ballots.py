"""20,000 ballots, replacements and paper entries at once by 5,000 people end with exactly 5,000 counted ballots.

The processes act with the role that serves. What the act sustains is compared with bare ``INSERT``s of two rows through
the same connections in the same run. The published files are then checked by ``verify.py`` in a process of its own.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.asking_ballots import SERVING
from bench.errors import BenchError, say
from bench.faults.house import throw_away
from bench.parts import Outcome
from bench.people_census import manage

TITLE = "20,000 parallel ballots, replacements and paper entries of 5,000 people in a budget"
PEOPLE, EACH = 5_000, 4
LEAST = 1 / 6  # of what bare INSERTs reach


def measure(options: argparse.Namespace) -> Outcome:
    """Make the people and a contest, cast, close, count, check the files."""
    people = max(60, int(PEOPLE * options.scale))
    place = Path(tempfile.mkdtemp(prefix="azotea-casting-"))
    found = Outcome()
    try:
        manage(place, "setup_roles", "--application", SERVING)
        manage(place, "migrate", "--verbosity", "0")
        say(f"    {people:,} people, {people * EACH:,} ballots sent")
        told, files = place / "told.json", place / "files"
        code = f"from bench.casts import run; run({people}, {EACH}, {str(told)!r}, {str(files)!r})"
        manage(place, "shell", "-c", code)
        checked = subprocess.run(
            [sys.executable, "-I", "verify.py", "."], cwd=files, capture_output=True, text=True, check=False
        )
        _compare(found, json.loads(told.read_text()), people, checked.returncode == 0)
    except (OSError, ValueError) as error:
        raise BenchError(str(error)) from error
    finally:
        throw_away(place / "var")
        shutil.rmtree(place, ignore_errors=True)
    return found


def _compare(found: Outcome, given: dict[str, Any], people: int, checked: bool) -> None:
    ratio = given["first_rate"] / given["bare_rate"]
    found.add("ballots sent", f"{given['sent']:,}")
    for name in ("web", "counter", "paper"):
        found.add(f"of them by way of {name}", f"{given[name]:,}")
    found.add("taken, first or in the place of another", f"{given['taken']:,}")
    found.add("refused: a ballot on paper is not changed", f"{given['refused']:,}")
    found.add("failed otherwise", str(given["failed"]), "0", well=not given["failed"])
    found.add("counted ballots", f"{given['ballots']:,}", f"{people:,}", well=given["ballots"] == people)
    found.add("people on the roll", f"{given['marked']:,}", f"{people:,}", well=given["marked"] == people)
    found.add("verify.py on the published files holds", str(checked), "True", well=checked)
    found.add("role of the database that served", str(given["role"]), SERVING, well=given["role"] == SERVING)
    found.add("bare INSERTs of two rows a second", f"{given['bare_rate']:.0f}")
    found.add("first ballots a second", f"{given['first_rate']:.0f}")
    found.add("part of the bare INSERTs", f"{ratio:.2f}", f"{LEAST:.2f}", well=ratio >= LEAST)
    found.add("closing, seconds", f"{given['closing']:.2f}")
