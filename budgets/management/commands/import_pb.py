"""``manage.py import_pb FILE``: bring a finished election in from a file in the format of pabulib, and count it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from budgets.counting.election import CountingError
from budgets.counting.pb import MOST_BYTES
from budgets.results.actions.importing import import_election


class Command(BaseCommand):
    """All of a file or nothing: what is wrong in it is told with its row and column."""

    help = "Bring a finished election in from a .pb file (pabulib.org/format), and count it by its declared rule."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the file and what its page says of it."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--title", default="", help="its name on the page; without it, that of the file")
        parser.add_argument("--source", default="", help="where it comes from, as the page says it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the file. Raises CommandError."""
        file: Path = options["file"]
        try:
            if file.stat().st_size > MOST_BYTES:
                raise CommandError(f"{file}: it is larger than {MOST_BYTES // 1_000_000} MB")
            text = file.read_text(encoding="utf-8-sig")
            election = import_election(text=text, at=timezone.now(), title=options["title"], source=options["source"])
        except UnicodeDecodeError as error:
            raise CommandError(f"{file}: it is not UTF-8 (byte {error.start}). Nothing was stored.") from error
        except (CountingError, OSError) as error:
            raise CommandError(f"{file}: {error}. Nothing was stored.") from error
        run = election.runs.get()
        self.stdout.write(f"{election.title}: {len(run.winners)} winners, /presupuestos/de-otros/{election.pk}/")
