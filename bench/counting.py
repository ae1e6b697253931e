"""What counting costs, part by part: ``bench/counting_NAME.py`` (see parts.py), on elections larger than any city's."""

import argparse

from bench import parts

HELP = "equal shares on 60,000 ballots and on 1,000,000 (--only NAME, --scale 0.1)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parts.add_arguments(parser, "counting_")


def run(options: argparse.Namespace) -> int:
    """Measure each part; print the tables; return 1 where a limit is missed."""
    return parts.run(options, "counting_")
