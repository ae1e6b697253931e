"""What asking and writing must hold, part by part: ``bench/asking_NAME.py`` (see parts.py)."""

import argparse

from bench import parts
from bench.parts import Outcome

__all__ = ["HELP", "Outcome", "add_arguments", "run"]
HELP = "ballots in parallel, the clustering workbench, long texts, against their limits"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parts.add_arguments(parser, "asking_")


def run(options: argparse.Namespace) -> int:
    """Measure each part; print the tables; return 1 where a limit is missed."""
    return parts.run(options, "asking_")
