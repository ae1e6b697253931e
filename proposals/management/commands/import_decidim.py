"""Imports Decidim's open data: ``manage.py import_decidim FILE… --licence "ODbL 1.0"``."""

import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from participation.access.roles import STEWARDS, holds
from participation.imports.frame import SourceFile, preview
from participation.models import Person
from proposals.importers.decidim import DecidimImport, Settings, refused
from proposals.importers.decidim_rows import Options


class Command(BaseCommand):
    """Reads CSV files of projects, proposals and (for titles) processes; all of them are imported, or none."""

    help = "Imports CSV files of Decidim's open data (projects, proposals, processes) as closed processes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument(
            "--host", default="", help="site that the files come from; read from the addresses if left out"
        )
        parser.add_argument("--source", default="", help="where the files were found, in words or as an address")
        parser.add_argument("--licence", required=True, help="licence of the data, shown on every page made from it")
        parser.add_argument("--preview", action="store_true", help="say what would happen and change nothing")
        parser.add_argument("--process-state", choices=["draft", "published", "closed"], default="closed")
        parser.add_argument("--process-title", action="append", default=[], metavar="SLUG=TITLE")
        parser.add_argument("--institution", default="", help="institution that answers for the processes")
        parser.add_argument("--time-zone", default="UTC")
        parser.add_argument("--currency", default="", help="currency of the amounts; the files do not say it")
        parser.add_argument("--locales", default="es,es-MX,ca", help="languages to take texts in, best first")
        parser.add_argument("--by", default="", metavar="EMAIL", help="steward who imports; the first one if left out")

    def handle(self, *args: Any, **options: Any) -> None:
        sources = [self._source(Path(name), options) for name in options["files"]]
        titles = dict(pair.split("=", 1) for pair in options["process_title"] if "=" in pair)
        settings = Settings(
            host=options["host"],
            process_state=options["process_state"],
            titles=titles,
            institution=options["institution"],
            time_zone=options["time_zone"],
            options=Options(locales=tuple(options["locales"].split(",")), currency=options["currency"]),
        )
        try:
            work = DecidimImport(sources, by=steward(options["by"]), at=timezone.now(), settings=settings)
            if options["preview"]:
                self._preview(work)
            else:
                self._run(work)
        except ValidationError as error:
            raise CommandError("Nothing was imported.\n" + "\n".join(refused(error))) from error

    def _source(self, path: Path, options: dict[str, Any]) -> SourceFile:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"Cannot read {path}: {error.strerror}") from error
        return SourceFile(path.name, data, options["source"] or options["host"] or path.name, options["licence"])

    def _preview(self, work: DecidimImport) -> None:
        for plan in work.plans():
            shown = preview(plan)
            self.stdout.write(
                f"{plan.file.name}: {shown.created} to create, {shown.updated} to update, {shown.unchanged} unchanged"
            )
            for notice in shown.notices:
                self.stdout.write(f"  {notice}")
            for step in shown.first:
                self.stdout.write(f"  row {step.row}: {step.action} {step.title}")

    def _run(self, work: DecidimImport) -> None:
        def progress(done: int, total: int) -> None:
            if sys.stderr.isatty():
                self.stderr.write(f"\r{done}/{total}", ending="")

        for report in work.run(progress):
            self.stdout.write(f"{report.created} created, {report.updated} updated, {report.unchanged} unchanged")


def steward(email: str) -> Person:
    """Return who imports: the steward with this address, else the first one. Raises CommandError."""
    staff = Person.objects.filter(is_active=True, is_staff=True).order_by("pk")
    if email:
        staff = staff.filter(email=email.lower())
    for person in staff:
        if holds(person, STEWARDS, None):
            return person
    raise CommandError("No steward of the installation was found. Name one with --by EMAIL.")
