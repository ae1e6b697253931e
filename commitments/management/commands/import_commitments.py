"""Brings commitments from a file: ``manage.py import_commitments --layout ogp-irm FILE [--json]``."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from commitments.exchange.home import SOURCE, home_of
from commitments.exchange.irm import irm_import
from commitments.exchange.own import plan_import
from commitments.models import Plan
from participation.access.verdict import ActDenied
from participation.imports.actions import apply_plan
from participation.imports.frame import ImportRefused, SourceFile, preview
from participation.models import Person


class Command(BaseCommand):
    """All of the file comes in, or nothing; the report names rows and columns."""

    help = "Brings commitments from the IRM's data release, or into a plan from our own table or JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, its layout, and who does it."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--layout", choices=["ogp-irm", "azotea"], default="ogp-irm")
        parser.add_argument("--plan", type=int, help="key of the plan (layout azotea)")
        parser.add_argument("--as", dest="email", help="e-mail of the steward who does it")
        parser.add_argument("--reason", default="", help="why what is published changes (layout azotea)")
        parser.add_argument("--source", default=SOURCE)
        parser.add_argument("--licence", default="")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument("--json", action="store_true", help="write the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, apply and report. Raises CommandError with what is wrong."""
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"cannot read {options['file']}: {error.strerror}") from error
        file = SourceFile(options["file"].name, data, options["source"], options["licence"])
        report = self._report(file, options)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
        else:
            self._say(report)
        if report["errors"]:
            raise CommandError("nothing was imported")

    def _report(self, file: SourceFile, options: dict[str, Any]) -> dict[str, Any]:
        at = timezone.now()
        told: dict[str, Any] = {"file": file.name, "sha256": file.sha256, "errors": [], "more_errors": 0, "notices": []}
        try:
            with transaction.atomic():
                by = self._person(options["email"])
                if options["layout"] == "ogp-irm":
                    home = home_of(by=by, at=at, source=file.source, licence=file.licence)
                    plan = irm_import(file=file, home=home, by=by, at=at)
                else:
                    row = Plan.objects.for_page().filter(pk=options["plan"] or 0).first()
                    if row is None:
                        raise CommandError("give the key of a plan with --plan")
                    plan = plan_import(plan=row, file=file, by=by, at=at, reason=options["reason"])
                seen = preview(plan)
                told |= {"created": seen.created, "updated": seen.updated, "unchanged": seen.unchanged}
                told["notices"] = plan.notices
                if not options["dry_run"]:
                    apply_plan(plan=plan, by=by, at=at)
        except ImportRefused as error:
            told |= {"created": 0, "updated": 0, "unchanged": 0, "more_errors": error.more}
            told["errors"] = [{"row": one.row, "column": one.column, "message": one.message} for one in error.rows]
        except ActDenied as error:
            raise CommandError(str(error.denial.message)) from error
        return told

    def _person(self, email: str | None) -> Person:
        if email:
            found = Person.objects.filter(email=email.lower()).first()
        else:
            rows = Person.objects.filter(roles__kind="steward", roles__scope=None, roles__ended_at=None)
            found = rows.order_by("pk").first()
        if found is None:
            raise CommandError("no steward of the installation found; give one with --as")
        return found

    def _say(self, report: dict[str, Any]) -> None:
        for notice in report["notices"]:
            self.stdout.write(notice)
        for error in report["errors"]:
            self.stderr.write(f"row {error['row']}, {error['column']}: {error['message']}")
        if report["more_errors"]:
            self.stderr.write(f"…and {report['more_errors']} more")
        self.stdout.write(f"{report['created']} created, {report['updated']} updated, {report['unchanged']} unchanged")
