"""Imports a list of people: ``manage.py import_census FILE --name NAME --source SOURCE``."""

import hashlib
import sys
from datetime import date
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from participation.access.roles import STEWARDS, holds
from participation.census.actions import About, import_census
from participation.census.actions.imports import clean_facts
from participation.census.rows import as_errors, refused_rows
from participation.census.scan import Found, scan
from participation.imports.errors import ImportRefused
from participation.models import Person, Territory


class Command(BaseCommand):
    """Reads a CSV or XLSX file whole, then imports all of it or nothing."""

    help = "Imports a list of people (CSV or XLSX) to verify them with; only keyed hashes are kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--name", required=True, help="name of the list; one of the same name is replaced")
        parser.add_argument("--source", required=True, help="which office keeps it, and of when it is")
        parser.add_argument("--valid-until", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD")
        parser.add_argument("--territory", default="", metavar="CODE", help="code of the territory of rows without one")
        parser.add_argument("--by", default="", metavar="EMAIL", help="steward who imports; the first one if left out")
        parser.add_argument("--preview", action="store_true", help="say what it would bring, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            name, source = clean_facts(options["name"], options["source"], options["valid_until"], now)
            with Path(options["file"]).open("rb") as file:
                territory = self._territory(options["territory"])
                found = scan(file, default=territory, today=timezone.localdate(now), progress=self._progress("read"))
                self._say(found)
                if options["preview"]:
                    return
                mark = _fingerprint(file)
                about = About(name, source, Path(options["file"]).name[:200], mark, options["valid_until"], territory)
                census = import_census(
                    file=file, about=about, by=steward(options["by"]), at=now, progress=self._progress("imported")
                )
        except OSError as error:
            raise CommandError(f"Cannot read {options['file']}: {error.strerror}") from error
        except ImportRefused as error:
            rows, more = refused_rows(error)
            texts = [str(row) for row in as_errors(rows)] + ([f"… and {more} more"] if more else [])
            raise CommandError("Nothing was imported.\n" + "\n".join(texts)) from error
        except ValidationError as error:
            raise CommandError("Nothing was imported.\n" + "\n".join(error.messages)) from error
        self.stdout.write(f"{census.rows} people imported, {census.reachable} of them with a channel.")

    def _say(self, found: Found) -> None:
        self.stdout.write(
            f"{found.rows} people: {found.by_email} with e-mail, {found.by_phone} with mobile number,"
            f" {found.rows - found.reachable} with neither, {found.rows - found.placed} without territory"
        )
        for column, field in found.columns:
            self.stdout.write(f"  column {column}: {field}")
        for notice in found.notices:
            self.stdout.write(f"  {notice}")

    def _territory(self, code: str) -> int | None:
        if not code:
            return None
        found = Territory.objects.filter(cvegeo=code).values_list("pk", flat=True).first()
        if found is None:
            raise CommandError(f"There is no territory with the code {code}.")
        return int(found)

    def _progress(self, word: str) -> Any:
        def tell(done: int, percent: int) -> None:
            if sys.stderr.isatty():
                self.stderr.write(f"\r{word}: {done} rows, {percent} %", ending="")

        return tell


def _fingerprint(file: IO[bytes]) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def steward(email: str) -> Person:
    """Return who imports: the steward with this address, else the first one. Raises CommandError."""
    staff = Person.objects.filter(is_active=True, is_staff=True).order_by("pk")
    if email:
        staff = staff.filter(email=email.lower())
    found = next((person for person in staff if holds(person, STEWARDS, None)), None)
    if found is None:
        raise CommandError("There is no steward with this address." if email else "There is no steward yet.")
    return found
