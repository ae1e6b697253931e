"""What goes wrong while measuring, and how the bench speaks."""

import sys


class BenchError(RuntimeError):
    """Nothing can be measured, or an answer was not what it should be; the message says which and why."""


def say(text: str = "") -> None:
    """Print a line for the reader at once; standard output is kept for ``--json``."""
    print(text, file=sys.stderr, flush=True)
