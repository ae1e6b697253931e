"""What the people side costs, part by part: ``bench/people_NAME.py`` (see parts.py)."""

import argparse

from bench import parts
from bench.parts import Outcome

__all__ = ["HELP", "Outcome", "add_arguments", "run"]
HELP = "census, mails, relay and eligibility against their limits"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parts.add_arguments(parser, "people_")


def run(options: argparse.Namespace) -> int:
    """Measure each part; print the tables; return 1 where a limit is missed."""
    return parts.run(options, "people_")
