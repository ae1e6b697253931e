"""Measurements made of parts: ``bench/PREFIX_NAME.py`` measures one promise against its limit.

A part has ``TITLE`` (one line) and ``measure(options) -> Outcome``; it makes what it needs in a folder that it throws
away, and says how far it is with ``say``. ``options.scale`` below 1 measures less of everything, for a first look.
"""

import argparse
import importlib
import json
import os
import pkgutil
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.errors import BenchError, say
from bench.report import table


@dataclass(slots=True)
class Outcome:
    """What a part measured: rows of figure, measured, limit, and a sentence for each limit that was missed."""

    rows: list[tuple[str, str, str]] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(self, figure: str, measured: str, limit: str = "", *, well: bool = True) -> None:
        """Add a figure; one that is not well misses its limit."""
        self.rows.append((figure, measured, limit))
        if not well:
            self.missed.append(f"{figure}: {measured}, limit {limit}")


def names(prefix: str) -> list[str]:
    """Return the parts that there are under a prefix such as ``people_``."""
    found = pkgutil.iter_modules([str(Path(__file__).parent)])
    return sorted(module.name.removeprefix(prefix) for module in found if module.name.startswith(prefix))


def add_arguments(parser: argparse.ArgumentParser, prefix: str) -> None:
    """Declare the options."""
    parser.add_argument(
        "--only", action="append", default=[], choices=names(prefix), help="this part alone (repeatable)"
    )
    parser.add_argument("--scale", type=float, default=1.0, help="measure this share of everything (default: 1)")
    parser.add_argument("--keep", action="store_true", help="keep large databases for the next run (search)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON on standard output")


def run(options: argparse.Namespace, prefix: str) -> int:
    """Measure each part; print the tables; return 1 where a limit is missed."""
    if not 0 < options.scale <= 10:
        raise BenchError("--scale must be above 0 and at most 10.")
    outcomes: dict[str, Outcome] = {}
    for name in options.only or names(prefix):
        part = importlib.import_module(f"bench.{prefix}{name}")
        say(f"==> {part.TITLE} (load of the machine: {os.getloadavg()[0]:.2f} on {os.cpu_count()} processors)")
        began = time.monotonic()
        outcomes[name] = part.measure(options)
        say(f"==> {time.monotonic() - began:.0f} s")
        if not options.json:
            header = (part.TITLE, "measured", "limit")
            print("\n".join([*table([header, *outcomes[name].rows]), ""]), flush=True)
    if options.json:
        print(
            json.dumps({name: {"figures": one.rows, "missed": one.missed} for name, one in outcomes.items()}, indent=2)
        )
    missed = [f"{name}: {text}" for name, one in outcomes.items() for text in one.missed]
    for text in ("Misses its limit:", *missed) if missed else ():
        say(f"  {text}" if text in missed else text)
    return 1 if missed else 0
