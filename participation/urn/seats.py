"""Seats across the votes of a group: a person votes in at most so many of them ("the city and one district").

The roll of a group is its own: a person stands there under a hash of the group's key, so that it leads to none of the
rolls of its votes. Two unique keys hold the limit: a place is taken once, and a vote once, by whatever way.
"""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction

from participation.urn.chambers import opened

if TYPE_CHECKING:
    from datetime import datetime

    from participation.models import Person, Vote
    from participation.urn.identity import Voter

TAKE = """
    INSERT INTO participation_seat (id, seat_group, person, place, vote)
    VALUES (gen_random_uuid(), %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
MINE = "SELECT vote FROM participation_seat WHERE seat_group = %s AND person = ANY(%s)"


def take(vote: "Vote", voter: "Voter") -> bool:
    """Take one of the group's seats for a vote; return False where all of the person's are taken by others.

    Whoever waits for another transaction of the same person finds its seat taken: the unique keys decide, not the look
    before.
    """
    if vote.seat_group is None or not vote.seats:
        return True
    with opened("roll"), connection.cursor() as cursor:
        for place in range(1, vote.seats + 1):
            mine = _mine(cursor, vote.seat_group, voter)
            if vote.key in mine or len(mine) >= vote.seats:  # those of a merged identity count as well
                return vote.key in mine
            cursor.execute(TAKE, [vote.seat_group, voter.seat_marks[0], place, vote.key])
            if cursor.rowcount:
                return True
        return vote.key in _mine(cursor, vote.seat_group, voter)


def taken(vote: "Vote", person: "Person", at: "datetime") -> list[UUID]:
    """Return in which votes of the group somebody took a seat; to be told to nobody but them."""
    from participation.urn.identity import voter_of

    if vote.seat_group is None:
        return []
    voter = voter_of(vote, person, at=at)
    with transaction.atomic(), opened("roll"), connection.cursor() as cursor:
        return _mine(cursor, vote.seat_group, voter)


def _mine(cursor: Any, group: UUID, voter: "Voter") -> list[UUID]:
    cursor.execute(MINE, [group, list(voter.seat_marks)])
    return [row[0] for row in cursor.fetchall()]
