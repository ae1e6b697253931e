"""How many rows every table has, to show that what was refused wrote nothing."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection

# Sessions, what a page view keeps of its own accord, and the counters of limits: no act writes there.
LEFT_OUT = {"sessions.Session", "participation.Session", "participation.Tally"}
LOOKED = "access.viewing.looked"
WRITE = re.compile(r'\b(?:INSERT INTO|(?<!FOR )(?<!KEY )(?<!DO )UPDATE|DELETE FROM) "?(\w+)')
# No act writes there: sessions, tallies of tries, the way of a sign-in.
NO_ACTS = {"participation_session", "participation_tally", "django_session"}
# That an official looks at personal data is noted at every look, the refused ones included.


def but(*names: str) -> dict[str, str]:
    """Return the conditions, by table, that leave out the events of some names."""
    left_out = f"SELECT id FROM participation_event WHERE name IN ({', '.join(map(repr, names))})"
    return {
        "participation_event": f"WHERE id NOT IN ({left_out})",
        "participation_relay": f"WHERE event_id NOT IN ({left_out})",
    }


def row_counts(*left_out: str) -> dict[str, int]:
    """Return how many rows each table has, in one query; events of the log of looks, and of the names given, left out."""
    conditions = but(LOOKED, *left_out)
    tables = sorted(
        model._meta.db_table for model in apps.get_models() if model._meta.managed and model._meta.label not in LEFT_OUT
    )
    asked = (f"SELECT '{table}', count(*) FROM \"{table}\" {conditions.get(table, '')}" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return dict(cursor.fetchall())


@contextmanager
def writes() -> Iterator[set[str]]:
    """Note the tables that are written, but for sessions, tallies and the log of looks."""
    found: set[str] = set()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        tables = set(WRITE.findall(sql)) - NO_ACTS
        if tables and LOOKED not in str(params):
            found.update(tables)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found
