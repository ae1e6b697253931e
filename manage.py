#!/usr/bin/env python
"""Entry point of every command; starts the embedded database when no server is configured."""

import os
import sys


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.management import execute_from_command_line

    from config import embedded

    # Commands that never open a connection must not pay for a database.
    without_database = {"help", "version", "collectstatic", "makemessages", "compilemessages", "check"}
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    asks_database = "--database" in sys.argv  # check --database default
    if (command in without_database and not asks_database) or os.environ.get("DATABASE_URL"):
        execute_from_command_line(sys.argv)
        return
    with embedded.running():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
