"""``manage.py reset_second_step CONTACT --reason TEXT``: the way out where there are not two colleagues."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from participation.people.querysets import find_people
from participation.people.safety.actions import reset_second_step_at_machine


class Command(BaseCommand):
    """Removes an official's lost second step; written in the log of acts like one that two colleagues removed."""

    help = "Remove the lost second step of an official, where no two colleagues can do it on /mesa/segundo-paso/."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for the person and the reason."""
        parser.add_argument("contact", help="e-mail address, mobile number or code")
        parser.add_argument("--reason", required=True, help="what happened, and how you know that it is them")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say what is wrong."""
        found = list(find_people(options["contact"])[:2])
        if len(found) != 1:
            raise CommandError("No account, or more than one, was found with this.")
        if len(options["reason"].strip()) < 10:
            raise CommandError("Say what happened, in at least ten letters.")
        reset_second_step_at_machine(person=found[0], reason=options["reason"].strip(), at=timezone.now())
        self.stdout.write("Removed; every session ended. The next sign-in is by code, then add a new second step.")
