"""The statements that enter the roll and fill the urn, each within its own chamber; and the locks around them.

Everybody who casts holds a shared lock on the vote and whoever closes it the exclusive one: a ballot is either in
before the urn is rewritten, or finds the vote closed. The lock lies in the server's memory; a share of the vote's row
would be written at each ballot.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from participation.opendata.cells import tellable
from participation.urn.chambers import opened
from participation.urn.identity import Voter

VOTES = 0x75726E61  # "urna": the first key of these advisory locks, the second is the vote's number

ENTER_ROLL = """
    INSERT INTO participation_rollentry (id, vote, person, channel, territory, day)
    VALUES (gen_random_uuid(), %s, %s, %s, %s, %s) ON CONFLICT (vote, person) DO NOTHING
"""
FIND_ENTRY = "SELECT person, channel FROM participation_rollentry WHERE vote = %s AND person = ANY(%s) FOR UPDATE"
CHANGE_ENTRY = "UPDATE participation_rollentry SET channel = %s, territory = %s WHERE vote = %s AND person = %s"
SETTLE = "DELETE FROM participation_waitingselection WHERE vote = %s AND person = ANY(%s)"  # writes: within an act
PUT_IN = """
    INSERT INTO participation_ballot (id, vote, token, choices, channel, territory, salt, commitment)
    VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, %s, %s)
"""
PUT_AGAIN = """
    UPDATE participation_ballot
    SET choices = %s, channel = %s, territory = %s, salt = %s, commitment = %s, logged = false
    WHERE vote = %s AND token = %s
"""
# Whoever casts in another vote waits behind whoever waits for this lock: a backup that reads the table may take long.
PATIENCE = "SET LOCAL lock_timeout = '5s'"
CELLS = "SELECT channel, territory, count(*) FROM participation_ballot WHERE vote = %s GROUP BY channel, territory"
# What was cast lies in the file of the table in the order of casting, marked with the transaction that the roll is
# marked with. So the counted ballots are written anew in another order by one transaction, and the whole table of open
# ballots is emptied by TRUNCATE, which gives it another file; those of other votes go back into it, shuffled as well.
COUNT = """
    INSERT INTO participation_countedballot (id, vote, choices, channel, territory, salt)
    SELECT gen_random_uuid(), vote, choices,
        CASE WHEN kept THEN channel ELSE '' END, CASE WHEN kept THEN territory END, CASE WHEN %s THEN salt ELSE '' END
    FROM (
        SELECT *, (channel || ' ' || coalesce(territory, 0)::text) = ANY(%s) AS kept
        FROM participation_ballot WHERE vote = %s
    ) AS cast_ballots ORDER BY gen_random_uuid()
"""
SET_ASIDE = """
    CREATE TEMPORARY TABLE urn_aside ON COMMIT DROP AS
    SELECT * FROM participation_ballot WHERE vote <> %s
"""
PUT_BACK = "INSERT INTO participation_ballot SELECT * FROM urn_aside ORDER BY gen_random_uuid()"


def _lock(function: str, vote: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [VOTES, vote % 2**31])


def hold_open(vote: int) -> None:
    """Keep a vote from being closed until the commit."""
    _lock("pg_advisory_xact_lock_shared", vote)


def hold_closed(vote: int) -> None:
    """Wait for whoever is casting, and keep everybody else from it until the commit."""
    _lock("pg_advisory_xact_lock", vote)


def enter_roll(vote: UUID, voter: Voter, channel: str, *, day: date) -> tuple[str, str | None]:
    """Put a person on the roll; return their hash there, and by which way they voted before (None: they had not).

    The unique key makes one of two at the same moment wait for the other and then find it; the row is held until the
    commit, so that changes of one person come one after the other.
    """
    with opened("roll"), connection.cursor() as cursor:
        found = find(cursor, vote, list(voter.former)) if voter.former else None
        if found is None:
            cursor.execute(ENTER_ROLL, [vote, voter.mark, channel, voter.territory, day])
            if cursor.rowcount:
                return voter.mark, None
            found = find(cursor, vote, [voter.mark])
        if found is None:
            raise RuntimeError("an entry of the roll was taken away while somebody cast a ballot")
        cursor.execute(CHANGE_ENTRY, [channel, voter.territory, vote, found[0]])
        return found


def find(cursor: Any, vote: UUID, marks: list[str]) -> tuple[str, str] | None:
    """Return where a person stands on the roll, held until the commit: the hash, and by which way they voted."""
    cursor.execute(FIND_ENTRY, [vote, marks])
    row: tuple[str, str] | None = cursor.fetchone()
    return row


def put_in(
    vote: UUID, token: str, choices: str, channel: str, territory: int | None, *, again: bool, seal: tuple[str, str]
) -> bool:
    """Put a ballot into the urn, or in the place of the one with its token; return False where there is none.

    ``seal`` is its salt and the hash that stands for it in the log.
    """
    with opened("urn"), connection.cursor() as cursor:
        if again:
            cursor.execute(PUT_AGAIN, [choices, channel, territory, *seal, vote, token])
        else:
            cursor.execute(PUT_IN, [vote, token, choices, channel, territory, *seal])
        return bool(cursor.rowcount == 1)


def shuffle(vote: UUID, *, salts: bool = False) -> int:
    """Write the ballots of a vote anew, in another order, without token; return how many.

    ``salts`` keeps what opens their leaves of the log, where it was said beforehand that they are opened.

    Raises OperationalError where a backup holds the table: nothing was done, and it is tried again.
    """
    with opened("urn"), connection.cursor() as cursor:
        cursor.execute(PATIENCE)
        cursor.execute("LOCK TABLE participation_ballot IN ACCESS EXCLUSIVE MODE")
        cursor.execute(CELLS, [vote])
        cells = {f"{channel} {territory or 0}": n for channel, territory, n in cursor.fetchall()}
        kept = [cell for cell, n in tellable(cells).items() if n is not None]
        cursor.execute(COUNT, [salts, kept, vote])
        ballots = int(cursor.rowcount)
        cursor.execute(SET_ASIDE, [vote])
        cursor.execute("TRUNCATE participation_ballot")  # writes: within the act that closes
        cursor.execute(PUT_BACK)
        cursor.execute("DROP TABLE urn_aside")  # writes: a temporary table of the act that closes
    return ballots


def settle_selection(vote: UUID, marks: list[str]) -> None:
    """Say on the roll that nothing of a person's waits to be cast any more."""
    with opened("roll"), connection.cursor() as cursor:
        cursor.execute(SETTLE, [vote, marks])


def forget_selections(vote: UUID) -> None:
    """Take away what was marked and not cast, and that it was: with the close nobody can read it any more anyway."""
    with opened("roll"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM participation_waitingselection WHERE vote = %s", [vote])  # writes: within an act
    with opened("urn"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM participation_ballotdraft WHERE vote = %s", [vote])  # writes: within an act


def empty_roll(vote: UUID) -> int:
    """Take everybody off the roll of a vote; return how many."""
    with opened("roll"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM participation_seat WHERE vote = %s", [vote])  # writes: within an act
        cursor.execute("DELETE FROM participation_rollentry WHERE vote = %s", [vote])  # writes: within an act
        return int(cursor.rowcount)
