"""``script/fuzz``: the full depth of what the suite does for some seconds."""

import argparse
import functools
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = ("api", "links", "pages")


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="script/fuzz", description="Hostile input for the API and every page.")
    parser.add_argument("--seconds", type=int, default=300, help="how long, about (default: 300)")
    parser.add_argument("--examples", type=int, default=25, help="requests to each operation in a round (default: 25)")
    parser.add_argument("--seed", type=int, default=None, help="repeat a run (default: another each time)")
    parser.add_argument("--only", choices=PARTS, default=None, help="one part alone")
    return parser.parse_args(arguments)


def say(text: str = "") -> None:
    """Print a line at once."""
    print(text, flush=True)


@contextmanager
def city() -> Iterator[None]:
    """Make the sample city in a database of its own, and drop it at the end."""
    from config import embedded

    embedded.start(fsync=False)
    try:
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.test.utils import get_runner, setup_test_environment

        setup_test_environment(debug=False)
        settings.AZOTEA_API_RATES = dict.fromkeys(settings.AZOTEA_API_RATES, "1000000/min")
        settings.AZOTEA_RATES = dict.fromkeys(getattr(settings, "AZOTEA_RATES", {}), "1000000/min")
        runner = get_runner(settings)(verbosity=0, interactive=False)
        kept = runner.setup_databases()
        try:
            with open(os.devnull, "w") as nowhere:  # its accounts have passwords that nobody needs here
                call_command("seed", "--size", "small", verbosity=0, stdout=nowhere)
            yield
        finally:
            runner.teardown_databases(kept)
    finally:
        embedded.leave()


def readers() -> dict[str, Any]:
    """Return somebody without an account, a citizen and a steward of everything."""
    from participation.models import Person, Role

    steward = Role.objects.filter(kind="steward", scope=None).order_by("pk")[0].person
    citizen = Person.objects.filter(is_staff=False, is_active=True, roles=None).order_by("pk")[0]
    return {"nobody": None, "citizen": citizen, "steward": steward}


@functools.cache
def token_of(person: Any) -> dict[str, str]:
    """Return the header of somebody's program: one key for the whole run, since a person may have ten."""
    from django.utils import timezone

    from participation.people.actions import issue_token

    if person is None:
        return {}
    _row, raw = issue_token(person=person, name="fuzz", expires_at=None, by=person, at=timezone.now())
    return {"Authorization": f"Bearer {raw}"}


class Run:
    """One run: what was sent, what was wrong, and how long there still is."""

    def __init__(self, options: argparse.Namespace, number: int) -> None:
        self.options, self.number = options, number
        self.began = time.monotonic()
        self.part_ends = float("inf")
        self.sent = dict.fromkeys(PARTS, 0)
        self.statuses: Counter[int] = Counter()
        self.found: dict[str, str] = {}

    def over(self) -> bool:
        """Tell whether the time of this part, or of the whole run, is over."""
        now = time.monotonic()
        return now > self.part_ends or now - self.began > self.options.seconds

    def turn_to_a_part(self) -> None:
        """Give the next part its share of the time: none waits for another's round to end."""
        self.part_ends = time.monotonic() + max(20.0, self.options.seconds / 6)

    def note(self, part: str, label: str, found: dict[str, str]) -> None:
        """Keep what was wrong, each kind once, and say it at once."""
        for text, how in found.items():
            key = f"{part}: {label}: {text}"
            if key not in self.found:
                self.found[key] = how
                say(f"  FOUND {key[:300]}")

    def count(self, part: str) -> None:
        """Count a request."""
        self.sent[part] += 1

    def report(self) -> int:
        """Print what came of it; return the exit code."""
        seconds = time.monotonic() - self.began
        say()
        say(f"{sum(self.sent.values())} requests in {seconds:.0f} s, seed {self.number}:")
        for part, amount in self.sent.items():
            if amount:
                say(f"  {part:<6} {amount}")
        if self.statuses:
            say(f"  pages answered {', '.join(f'{status}: {n}' for status, n in sorted(self.statuses.items()))}")
        if not self.found:
            say("Nothing was found: no answer of 5xx, none that the description does not name, no markup out of texts,")
            say("no row written by what was refused.")
            return 0
        say(f"{len(self.found)} kinds of wrong answers:")
        for key, how in self.found.items():
            say(f"\n* {key}\n{how[:4000]}")
        say(f"\nThe whole run again: ./script/fuzz --seed {self.number} --examples {self.options.examples}")
        return 1


def whole_api(run: Run, people: dict[str, Any], turn: int) -> None:
    """Send a round of requests to each operation of the API."""
    from schemathesis import GenerationMode

    from tests.fuzz.contract import described, examine

    operations = [result.ok() for result in described().get_all_operations()]
    random.Random(run.number + turn).shuffle(operations)
    for name, person in people.items():
        headers = token_of(person)
        for place, operation in enumerate(operations):
            for mode in GenerationMode:
                if run.over():
                    return
                found = examine(
                    operation, mode, readers={name: headers}, examples=run.options.examples,
                    number=run.number + 1000 * turn + place, tick=lambda: run.count("api"),
                )  # fmt: skip
                run.note("api", f"{operation.label} ({name}, {mode.name.lower()})", found[name])


def main(arguments: list[str]) -> int:
    """Run; return 1 where something was found."""
    options = parse(arguments)
    if os.environ.get("DATABASE_URL"):
        say("script/fuzz works on an embedded database of its own only: unset DATABASE_URL.")
        return 2
    os.environ.setdefault("AZOTEA_VAR", str(ROOT / "var" / "fuzz"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    Path(os.environ["AZOTEA_VAR"], "staticfiles").mkdir(parents=True, exist_ok=True)
    number = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    say(f"==> Making the sample city in {os.environ['AZOTEA_VAR']}")
    with city():
        import logging

        from tests.fuzz.walks import chained_requests, walk_pages

        logging.disable(logging.CRITICAL)
        run = Run(options, number)
        people = readers()
        say(f"==> Sending for {options.seconds} s, seed {number}")
        turn = 0
        steps = {"api": whole_api, "links": chained_requests, "pages": walk_pages}
        while time.monotonic() - run.began < options.seconds:
            for part in PARTS:
                if options.only in {None, part}:
                    run.turn_to_a_part()
                    steps[part](run, people, turn)
            turn += 1
            say(f"    round {turn}: {run.sent}, {len(run.found)} found")
        return run.report()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
