"""What casting a ballot of a budget costs, part by part: ``bench/casting_NAME.py`` (see parts.py)."""

import argparse

from bench import parts

HELP = "20,000 parallel ballots, replacements and paper entries of 5,000 people (--only NAME, --scale 0.1)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parts.add_arguments(parser, "casting_")


def run(options: argparse.Namespace) -> int:
    """Measure each part; print the tables; return 1 where a limit is missed."""
    return parts.run(options, "casting_")
