"""Builds the demonstration city: ``manage.py seed --size small`` (or ``city``, with twenty thousand people)."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from proposals.demo import city, people
from proposals.demo.bulk import growth
from proposals.demo.bulk.progress import Output, Progress


class Command(BaseCommand):
    """Puts the sample city into an empty installation, once; a second run changes nothing."""

    help = "Builds the demonstration city with sample content; a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", choices=city.SIZES, default="small")
        parser.add_argument("--today", default="", metavar="YYYY-MM-DD", help="day around which everything is dated")
        parser.add_argument(
            "--passwords", default="", metavar="FILE", help="JSON file with the passwords of the demo accounts"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        today, at = self._clock(options["today"])
        path = Path(options["passwords"]) if options["passwords"] else people.accounts_file()
        began = timezone.now()
        try:
            words = people.passwords(path)
            made = city.build(today=today, at=at, words=words, say=self.stdout.write)
            crowd = self._crowd(today, at) if options["size"] == city.LARGE else None
        except (city.CityRefusedError, OSError, KeyError, ValueError) as error:
            raise CommandError(str(error)) from error
        if crowd is not None and crowd.new:
            made = city.made(new=True)
        figures = f"{made.processes} processes, {made.proposals} proposals, {made.people} people"
        if not made.new:
            self.stdout.write(f"The demonstration city is already there: {figures}.")
            return
        self.stdout.write(f"The demonstration city is ready: {figures} ({(timezone.now() - began).seconds} s).")
        for email in people.ACCOUNTS:
            self.stdout.write(f"  {email}  {words[email]}")

    def _crowd(self, today: date, at: datetime) -> growth.Grown:
        # The stream itself: the command's own output ends each text with a new line, which a bar must not.
        return growth.grow(today=today, at=at, figures=growth.CITY, progress=Progress(cast(Output, self.stdout._out)))

    def _clock(self, text: str) -> tuple[date, datetime]:
        zone = ZoneInfo(settings.TIME_ZONE)
        if not text:
            now = timezone.now()
            return now.astimezone(zone).date(), now
        try:
            today = date.fromisoformat(text)
        except ValueError as error:
            raise CommandError(f"{text} is not a day like 2026-11-21.") from error
        return today, datetime.combine(today, time(18), tzinfo=zone)
