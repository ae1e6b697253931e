"""``manage.py setup_roles``: the database's roles and schemas of roll and urn; before ``migrate``, at every start."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from participation.urn import roles


class Command(BaseCommand):
    """Makes what is missing and leaves alone what is right."""

    help = "Make the roles and schemas that keep who voted and what was voted apart; can be repeated."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for the application's role, where it is not this connection's."""
        parser.add_argument(
            "--application",
            default="",
            help="the role with which web processes and workers sign in; the default is that of the address in"
            " AZOTEA_APPLICATION_DATABASE_URL, else that of this connection",
        )
        parser.add_argument("--sql", action="store_true", help="print the statements for an administrator, do nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or print it."""
        address = urlsplit(settings.AZOTEA_APPLICATION_DATABASE_URL)
        application = options["application"] or unquote(address.username or "")
        if options["sql"]:
            self.stdout.write(self._statements(application))
            return
        try:
            done = roles.set_up(application, "" if options["application"] else unquote(address.password or ""))
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        if done and options["verbosity"]:
            self.stdout.write("Roles of roll and urn: " + ", ".join(done))

    @staticmethod
    def _statements(application: str) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, current_database()")
            me, database = cursor.fetchone()
            lines = []
            for chamber in roles.CHAMBERS:
                found = roles.look(cursor, chamber, application or me)
                owner = found.owner if found.dedicated else roles.role_name(database, chamber)
                lines += roles.statements(cursor, chamber, owner, application or me)
        return "\n".join(f"{line};" for line in lines)
