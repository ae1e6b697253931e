"""Tallies in PostgreSQL: one statement looks, decides and counts, under the lock of the tally's row."""

from django.db import connection

from participation.quick_statements import Statement
from participation.stored import rows_of

# The row as it is once its lock is held is what SET and WHERE read: of parallel requests each sees those before it.
COUNT = Statement("""
INSERT INTO participation_tally AS tally (key, hits, expires)
VALUES (%s, ARRAY[%s::bigint], %s::bigint)
ON CONFLICT (key) DO UPDATE SET
    hits = ARRAY(SELECT hit FROM unnest(tally.hits) AS hit WHERE hit > %s::bigint) || EXCLUDED.hits,
    expires = EXCLUDED.expires
WHERE (SELECT count(*) FROM unnest(tally.hits) AS hit WHERE hit > %s::bigint) < %s::bigint
RETURNING 1
""")
OLDEST = """
SELECT coalesce(min(hit), 0) FROM participation_tally, unnest(hits) AS hit WHERE key = %s AND hit > %s
"""
AMONG = "SELECT count(*) FROM participation_tally, unnest(hits) AS hit WHERE key = %s AND hit > %s"
TAKE_BACK = "UPDATE participation_tally SET hits = array_remove(hits, %s::bigint) WHERE key = %s"
FORGET = "DELETE FROM participation_tally WHERE key = %s"
# Rows that somebody is counting in at this moment are left for the next time.
SWEEP = """
DELETE FROM participation_tally WHERE key IN (
    SELECT key FROM participation_tally WHERE expires < %s LIMIT 10000 FOR UPDATE SKIP LOCKED
)
"""


class Keeper:
    """Keeps tallies in the table."""

    def count(self, key: str, now: int, window: int, amount: int) -> tuple[bool, int]:
        """Count if there is room; else return the oldest moment that still counts. One query, two for a refusal."""
        since = now - window
        if rows_of(COUNT, [key, now, now + window, since, since, amount]):  # writes: a count
            return True, 0
        with connection.cursor() as cursor:
            cursor.execute(OLDEST, [key, now - window])
            return False, int(cursor.fetchone()[0])

    def among(self, key: str, now: int, window: int) -> int:
        """Return how many count now."""
        with connection.cursor() as cursor:
            cursor.execute(AMONG, [key, now - window])
            return int(cursor.fetchone()[0])

    def take_back(self, key: str, moment: int) -> None:
        """Forget one moment."""
        with connection.cursor() as cursor:
            cursor.execute(TAKE_BACK, [moment, key])  # writes: a count

    def forget(self, key: str) -> None:
        """Forget a tally."""
        with connection.cursor() as cursor:
            cursor.execute(FORGET, [key])  # writes: a count

    def sweep(self, now: int) -> int:
        """Delete tallies of which nothing counts any more."""
        with connection.cursor() as cursor:
            cursor.execute(SWEEP, [now])  # writes: a count
            return int(cursor.rowcount)
