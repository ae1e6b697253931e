"""How many rows every table has, to show that what was refused wrote nothing."""

from django.apps import apps
from django.db import connection

# Sessions, what a page view keeps of its own accord, and the counters of limits: no act writes there.
LEFT_OUT = {"sessions.Session", "participation.Session", "participation.Tally"}
LOOKED = "access.viewing.looked"
# That an official looks at personal data is noted at every look, the refused ones included.
LOOKS = f"SELECT id FROM participation_event WHERE name = '{LOOKED}'"
BUT_LOOKS = {
    "participation_event": f"WHERE id NOT IN ({LOOKS})",
    "participation_relay": f"WHERE event_id NOT IN ({LOOKS})",
}


def row_counts() -> dict[str, int]:
    """Return how many rows each table has, but for the log of looks; one query."""
    tables = sorted(
        model._meta.db_table for model in apps.get_models() if model._meta.managed and model._meta.label not in LEFT_OUT
    )
    asked = (f"SELECT '{table}', count(*) FROM \"{table}\" {BUT_LOOKS.get(table, '')}" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return dict(cursor.fetchall())
