"""Lighthouse on a simulated phone."""

import argparse

HELP = "performance and accessibility on a simulated phone"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """x"""


def run(options: argparse.Namespace) -> int:
    """x"""
    return 0
