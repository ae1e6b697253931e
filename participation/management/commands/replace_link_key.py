"""``manage.py replace_link_key KEY --reason TEXT``: an open vote goes on after its link key was lost."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from participation.access.verdict import ActDenied
from participation.models import Vote
from participation.urn.actions import replace_link_key


class Command(BaseCommand):
    """Makes another key where the store has lost the first; the reason stands in the public log."""

    help = "Make another link key for an open vote whose key was lost; what was cast counts and cannot be changed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for the vote and the reason."""
        parser.add_argument("key", help="the vote's key, as the log of the web process names it")
        parser.add_argument("--reason", required=True, help="what happened; everybody can read it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say what is wrong."""
        try:
            vote = Vote.objects.get(key=options["key"])
            made = replace_link_key(vote=vote, reason=options["reason"], at=timezone.now())
        except (Vote.DoesNotExist, ValidationError) as error:
            raise CommandError("There is no vote of this key, or no reason was given.") from error
        except ActDenied as error:
            raise CommandError(str(error.denial.message)) from error
        self.stdout.write("A new key was made." if made else "The key is not lost: nothing was done.")
