"""What each page costs beside a bare Django view: requests per second, ratio, queries; then the bulk files."""

import argparse
import json
import os
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from bench import ground, report
from bench.errors import BenchError, say
from bench.measure import Figure, answers_of, hello_round, measure
from bench.server import Server, gunicorn

HELP = "pages, acts and bulk files against their limits"
PORT = 8790
EXPORTS = "exports"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="print the figures as JSON on standard output")
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="measure this page alone (repeatable); or exports"
    )
    parser.add_argument("--size", choices=ground.SIZES, default="city", help="how large a city (default: city)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each page (default: 5)")
    parser.add_argument("--port", type=int, default=PORT, help=f"the first of two free ports (default: {PORT})")
    parser.add_argument("--fresh", action="store_true", help="make the city anew")
    parser.add_argument(
        "--no-fail", action="store_true", help="report what misses its limit, and end well all the same"
    )
    parser.add_argument("--profile", action="store_true", help="show where one answer of each page spends its time")


def run(options: argparse.Namespace) -> int:
    """Measure; print the table, or JSON; return 1 where a limit is missed."""
    if options.rounds < 1:
        raise BenchError("--rounds must be at least 1.")
    with ground.ready(options.size, fresh=options.fresh) as folder:
        ground.open_product()
        if options.profile:
            from bench import profiling

            profiling.show(options.only)
            return 0
        return _measured(options, folder)


def _measured(options: argparse.Namespace, folder: Path) -> int:
    began = time.monotonic()
    load = os.getloadavg()[0]
    with ExitStack() as stack:
        hello, product = both(stack, folder, options.port)
        say(f"==> Load of the machine before: {load:.2f} on {os.cpu_count()} processors")
        bare = hello_round(hello)
        each = f"{bare.effort * 1000:.2f} ms of processor time each"
        say(f"==> The bare view says {bare.rate:,.0f} hellos a second, {each}")
        figures = _figures(options, product, hello)
        missed = report.misses(figures)
        if figures and not options.json:
            _print(report.pages(figures))
        if not options.only or EXPORTS in options.only:
            from bench import exports

            lines, missing = exports.measured(product, folder)
            missed += missing
            (say_all if options.json else _print)(["", *lines])
    say(f"==> {time.monotonic() - began:.0f} s; load after: {os.getloadavg()[0]:.2f}")
    if options.json:
        print(json.dumps({"pages": [figure.as_json() for figure in figures]}, indent=2))
    if missed:
        say_all(["", "Misses its limit:", *(f"  {line}" for line in missed)])
    return 1 if missed and not options.no_fail else 0


def both(stack: ExitStack, folder: Path, port: int) -> tuple[Server, Server]:
    """Start the bare view and the product, side by side."""
    from config.demo_net import is_free

    for number in (port, port + 1):
        if not is_free(number):
            raise BenchError(f"Port {number} is in use. Choose the first of two free ones with --port.")
    hello = stack.enter_context(
        gunicorn("bench.hello:application()", probe="/", port=port, log=folder / "hello.log", uses_database=False)
    )
    product = stack.enter_context(
        gunicorn("config.wsgi:application", probe="/salud/", port=port + 1, log=folder / "product.log")
    )
    return hello, product


def _figures(options: argparse.Namespace, product: Server, hello: Server) -> list[Figure]:
    from bench.scenes import scenes

    names = [name for name in options.only if name != EXPORTS]
    if options.only and not names:
        return []
    figures = []
    say("==> Choosing what is asked")
    for scene in scenes(names, acts=answers_of(options.rounds)):
        for state in scene.states:
            figure = measure(scene, state, product=product, hello=hello, rounds=options.rounds)
            cost = f"{figure.ratio:.1f} times, {figure.effort:.1f} of processor time, {figure.queries} queries"
            say(f"    {figure.audience} {figure.name}, {state}: {cost}")
            figures.append(figure)
    return figures


def _print(lines: list[str]) -> None:
    print("\n".join(lines), flush=True)


def say_all(lines: list[str]) -> None:
    """Say several lines."""
    speak: Callable[[str], None] = say
    for line in lines:
        speak(line)
