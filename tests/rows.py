"""How many rows every table has, to show that what was refused wrote nothing."""

from django.apps import apps
from django.db import connection

# Sessions, what a page view keeps of its own accord, and the counters of limits: no act writes there.
LEFT_OUT = {"sessions.Session", "participation.Session", "participation.Tally"}
LOOKED = "access.viewing.looked"
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
