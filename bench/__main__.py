"""The door to every measurement: ``./script/bench NAME``. A new one is a module and a line in ``NAMES``."""

import argparse
import importlib
import signal
import sys
from types import FrameType

from bench.errors import BenchError

# Name on the command line, module (with HELP, add_arguments(parser) and run(options) -> exit code).
NAMES = {
    "pages": "bench.pages",
    "lighthouse": "bench.lighthouse",
    "people": "bench.people",
    "office": "bench.office",
    "meeting": "bench.meeting",
    "counting": "bench.counting",
    "casting": "bench.casting",
    "asking": "bench.asking",
}


def parser() -> argparse.ArgumentParser:
    """Return the reader of the command line, one subcommand for each measurement."""
    top = argparse.ArgumentParser(
        prog="script/bench", description="Measures the product and says what misses its limit."
    )
    names = top.add_subparsers(dest="name", required=True, metavar="NAME")
    for name, path in NAMES.items():
        module = importlib.import_module(path)
        part = names.add_parser(name, help=module.HELP, description=module.__doc__)
        module.add_arguments(part)
        part.set_defaults(run=module.run)
    return top


def _interrupt(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not interrupt the stopping
    raise KeyboardInterrupt


def main(arguments: list[str]) -> int:
    """Run one measurement; return the exit code: 0 well, 1 a limit missed, 2 it could not be measured."""
    options = parser().parse_args(arguments)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        return int(options.run(options))
    except BenchError as error:
        print(f"script/bench: {error}", file=sys.stderr, flush=True)
        return 2
    except KeyboardInterrupt:
        print("script/bench: stopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
