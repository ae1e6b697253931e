"""A system check of the database: that roll and urn are closed to the application's own role."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Advice
from django.db import connection

from participation.urn.roles import CHAMBERS, is_superuser, look


@register(Tags.database)
def check_roles(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Find schemas without a role of their own, and an application's role that may read them as it is.

    Before the first migration there are no schemas, and nothing to say.
    """
    if not databases or "default" not in databases:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (me,) = cursor.fetchone()
        if is_superuser(cursor, me):
            return [
                Advice(
                    f"The application signs in to PostgreSQL as {me}, who may do everything: who votes and what is"
                    " voted are closed to nobody.",
                    id="participation.W010",
                    hint="Give it a role of its own: manage.py setup_roles, docs/running.md.",
                )
            ]
        found = {chamber: look(cursor, chamber, me) for chamber in CHAMBERS}
    return [
        Error(
            f"The schema {chamber} is not closed to the application's role {me}.",
            id="participation.E011",
            hint="Run manage.py setup_roles with an administrator's address (docs/running.md).",
        )
        for chamber, one in found.items()
        if one.owner and (not one.dedicated or not one.may_set or one.inherits)
    ]
