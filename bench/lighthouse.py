"""Lighthouse on a simulated phone with a slow line: performance and accessibility of what people open first."""

import argparse
import json
import os
import shutil
import statistics
import subprocess
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from bench import ground
from bench.errors import BenchError, say
from bench.limits import LIGHTHOUSE
from bench.report import table
from bench.server import gunicorn

HELP = "performance and accessibility on a simulated phone"
PORT = 8795
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL = (
    "Lighthouse was not found. It is a Node program that the product does not need otherwise; install it apart with "
    "'npm install -g lighthouse', or anywhere with 'npm install --prefix DIR lighthouse' and then "
    "--lighthouse DIR/node_modules/.bin/lighthouse."
)
QUICK = 1000  # Lighthouse slows an ordinary computer down to a phone; a slower one becomes slower than any phone
TIMES = {"first-contentful-paint": "first paint", "largest-contentful-paint": "largest paint"}


class Score(NamedTuple):
    """What one run says of a page: points by category, times in words, and what it would mend."""

    points: dict[str, int]
    times: dict[str, str]
    weight: int
    faults: list[str]
    machine: int = 0  # Lighthouse's own mark of this machine's speed while it ran


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--lighthouse", metavar="PATH", help="the program, where it is not on the PATH")
    parser.add_argument(
        "--runs", type=int, default=3, help="runs of each page, of which the median counts (default: 3)"
    )
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="this page alone (repeatable)")
    parser.add_argument("--size", choices=ground.SIZES, default="city", help="how large a city (default: city)")
    parser.add_argument("--port", type=int, default=PORT, help=f"where to serve (default: {PORT})")
    parser.add_argument("--fresh", action="store_true", help="make the city anew")
    parser.add_argument("--no-fail", action="store_true", help="end well whatever misses its limit")


def run(options: argparse.Namespace) -> int:
    """Score each page; return 1 where one misses its limit."""
    command = [*program(options.lighthouse), *flags()]
    env = {**os.environ, "CHROME_PATH": browser()}
    with ground.ready(options.size, fresh=options.fresh) as folder:
        ground.open_product()
        wanted = _pages(options.only)
        with ExitStack() as stack:
            server = stack.enter_context(
                gunicorn("config.wsgi:application", probe="/salud/", port=options.port, log=folder / "product.log")
            )
            slowest = QUICK
            rows, missed = [["page", *LIGHTHOUSE, *TIMES.values(), "KB", ""]], []
            for name, path in wanted.items():
                address = f"http://localhost:{server.port}{path}"
                scores = [_score(command, address, env, folder) for _run in range(max(options.runs, 1))]
                row, missing = judged(name, scores)
                points = ", ".join(f"{key} {value}" for key, value in zip(LIGHTHOUSE, row[1:], strict=False))
                say(f"    {name}: {points}")
                rows.append(row)
                missed += missing
                slowest = min([slowest, *(score.machine for score in scores)])
    print("\n".join(table(rows)))
    if slowest < QUICK:
        usual = f"mark {slowest}; {QUICK} or more is usual"
        say(f"The machine was slow or busy ({usual}): performance shows as less than it is.")
    if missed:
        say("\n".join(["", "Misses its limit:", *(f"  {line}" for line in missed)]))
    return 1 if missed and not options.no_fail else 0


def program(given: str | None) -> list[str]:
    """Return the command that runs Lighthouse. Raises BenchError with what to install."""
    if given:
        if not Path(given).is_file():
            raise BenchError(f"{given} is not a program.")
        return [given]
    found = shutil.which("lighthouse")
    if found:
        return [found]
    npx = shutil.which("npx")
    if npx:
        tried = subprocess.run([npx, "--no-install", "lighthouse", "--version"], capture_output=True, check=False)
        if tried.returncode == 0:
            return [npx, "--no-install", "lighthouse"]
    raise BenchError(INSTALL)


def browser() -> str:
    """Return the path of a Chromium. Raises BenchError with what to install."""
    given = os.environ.get("CHROME_PATH", "")
    found = given or next((path for name in BROWSERS if (path := shutil.which(name))), "")
    if not found:
        raise BenchError("No Chromium was found: install one (Debian: apt-get install chromium), or set CHROME_PATH.")
    return found


def flags() -> list[str]:
    """Return Lighthouse's options: its phone with its slow line, as it comes, and the two categories."""
    chrome = ["--headless=new", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    categories = ",".join(LIGHTHOUSE)
    return ["--quiet", "--output=json", f"--only-categories={categories}", f"--chrome-flags={' '.join(chrome)}"]


def _pages(only: list[str]) -> dict[str, str]:
    from bench.stage import City

    city = City()
    pages = {
        "home": "/",
        "process": city.call.process.subject.path,
        "proposal-list": city.call.subject.path,
        "proposal": city.proposals()[0],
        **city.activities("debate", "opinions"),
    }
    unknown = sorted(set(only) - set(pages))
    if unknown:
        raise BenchError(f"No page is called {', '.join(unknown)}. Known: {', '.join(pages)}.")
    return {name: path for name, path in pages.items() if not only or name in only}


def _score(command: list[str], address: str, env: dict[str, str], folder: Path) -> Score:
    out = folder / "lighthouse.json"
    out.unlink(missing_ok=True)
    done = subprocess.run(
        [*command, f"--output-path={out}", address],
        env=env,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=240,
        check=False,
    )
    if done.returncode or not out.exists():
        raise BenchError(f"Lighthouse failed at {address}:\n{done.stdout[-2000:]}")
    return read(json.loads(out.read_text(encoding="utf-8")))


def read(report: dict[str, Any]) -> Score:
    """Read a report: points, times, weight, and the title of each fault that costs points."""
    categories, audits = report["categories"], report["audits"]
    if any(categories[name]["score"] is None for name in LIGHTHOUSE):
        raise BenchError(f"Lighthouse gave no points: {report.get('runtimeError') or report.get('runWarnings')}")
    faults = [
        audits[part["id"]]["title"]
        for name in LIGHTHOUSE
        for part in categories[name]["auditRefs"]
        if part.get("weight") and audits[part["id"]]["score"] is not None and audits[part["id"]]["score"] < 0.9
    ]
    return Score(
        {name: round(categories[name]["score"] * 100) for name in LIGHTHOUSE},
        {name: audits[name].get("displayValue", "") for name in TIMES},
        round(audits["total-byte-weight"]["numericValue"]),
        faults,
        round(report.get("environment", {}).get("benchmarkIndex", 0)),
    )


def judged(name: str, scores: list[Score]) -> tuple[list[str], list[str]]:
    """Return the row of a page, from the medians of its runs, and what misses its limit."""
    points = {key: round(statistics.median(score.points[key] for score in scores)) for key in LIGHTHOUSE}
    middle = sorted(scores, key=lambda score: score.points["performance"])[len(scores) // 2]
    missed = [
        f"{name}: {key} {points[key]}, at least {least}" for key, least in LIGHTHOUSE.items() if points[key] < least
    ]
    if missed:
        missed += [f"    {fault}" for fault in middle.faults]
    row = [name, *(str(points[key]) for key in LIGHTHOUSE), *middle.times.values(), f"{middle.weight / 1000:.0f}"]
    return [*row, "MISSES" if missed else ""], missed
