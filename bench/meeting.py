"""What meeting in person and online must hold, part by part: ``bench/meeting_NAME.py`` (see parts.py)."""

import argparse

from bench import parts
from bench.parts import Outcome

__all__ = ["HELP", "Outcome", "add_arguments", "run"]
HELP = "seats under a rush, captures without a line, the calendar of a city, what is followed up, against their limits"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parts.add_arguments(parser, "meeting_")


def run(options: argparse.Namespace) -> int:
    """Measure each part; print the tables; return 1 where a limit is missed."""
    return parts.run(options, "meeting_")
