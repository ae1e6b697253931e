"""``manage.py rotate_identity_key``: lays the secret that was added to AZOTEA_IDENTITY_KEY over every stored digest."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from participation.verification import pepper, rotation


class Command(BaseCommand):
    """Rotates the identity key in one transaction; run again after an interruption, it begins anew."""

    help = "Lays the last secrets of AZOTEA_IDENTITY_KEY over every stored digest; see docs/running.md."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--check", action="store_true", help="only say how many secrets are set and in use")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate, or say how things stand."""
        try:
            used, there = pepper.generation(), len(pepper.peppers())
            if options["check"]:
                self.stdout.write(f"{used} of {there} secrets are in use.")
                return
            done = rotation.rotate(at=timezone.now(), progress=self._tell)
        except pepper.WrongKeyError as error:
            raise CommandError(str(error)) from error
        if used == there:
            self.stdout.write("Nothing to do: every secret of AZOTEA_IDENTITY_KEY is in use already.")
        else:
            self.stdout.write(f"Done: {done} digests went from {used} to {there} secrets.")

    def _tell(self, model: str, done: int) -> None:
        self.stdout.write(f"{model}: {done}")
