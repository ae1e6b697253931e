"""30 captures with the network cut, the tablet restarted and connected twice: exactly 30 rows, and nothing left.

The scenario is that of the suite's browser test (tests/browser/test_capture.py), at full size: a real Chromium keeps
the queue, the connection is cut, the browser ended and started again, the first answer lost after the server did it.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.errors import BenchError
from bench.parts import Outcome

TITLE = "30 captures with the network cut"
CAPTURES = 30
ROOT = Path(__file__).resolve().parent.parent
SCENARIO = (
    "tests/browser/test_capture.py::test_what_was_captured_without_connection_is_sent_once_and_erased"  # one test
)


def measure(options: argparse.Namespace) -> Outcome:
    """Run the scenario, and read what it counted. Raises BenchError where it did not reach its end."""
    captures = max(3, int(CAPTURES * options.scale))
    place = Path(tempfile.mkdtemp(prefix="azotea-captures-"))
    told = place / "told.json"
    environment = {**os.environ, "AZOTEA_CAPTURES": str(captures), "AZOTEA_CAPTURES_TOLD": str(told)}
    environment |= {"AZOTEA_REQUIRE_BROWSER": "1"}
    found = Outcome()
    try:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0", SCENARIO]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        if done.returncode or not told.exists():
            raise BenchError(f"the captures did not reach their end: {done.stdout[-800:]}")
        given = json.loads(told.read_text())
    finally:
        shutil.rmtree(place, ignore_errors=True)
    found.add("captured without connection", str(given["captured"]))
    found.add("done twice by the server, the first answer lost", str(given["sent_again"]))
    found.add("rows in the database", str(given["rows"]), str(captures), well=given["rows"] == captures)
    found.add("proposals in the database", str(given["things"]), str(captures), well=given["things"] == captures)
    found.add("texts found in plain on the device", str(given["plain"]), "0", well=given["plain"] == 0)
    found.add("left on the device after sending", str(given["left"]), "0", well=given["left"] == 0)
    found.add("seconds from the second connection to the last row", f"{given['seconds']:.1f}")
    return found
