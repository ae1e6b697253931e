"""What people marked and did not cast: kept in the urn, encrypted under the link key, until the vote closes.

The roll says only that somebody has such a selection, so that they can be reminded of it; what it holds lies under a
token of its own, which leads to no ballot, and is read by nobody who lacks the link key. When that is destroyed,
whatever is left of it anywhere cannot be read.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken
from django.db import connection, transaction
from django.views.decorators.debug import sensitive_variables

from participation.access.verdict import ActDenied
from participation.contribution import Channel
from participation.urn import box, identity, policies
from participation.urn.actions import keys_of, written
from participation.urn.chambers import look, opened
from participation.urn.models import Vote

if TYPE_CHECKING:
    from participation.models import Person

KEEP = """
    INSERT INTO participation_ballotdraft (id, vote, token, sealed) VALUES (gen_random_uuid(), %s, %s, %s)
    ON CONFLICT (vote, token) DO UPDATE SET sealed = excluded.sealed
"""
WAIT = """
    INSERT INTO participation_waitingselection (id, vote, person) VALUES (gen_random_uuid(), %s, %s)
    ON CONFLICT (vote, person) DO NOTHING
"""
READ = "SELECT sealed FROM participation_ballotdraft WHERE vote = %s AND token = ANY(%s) LIMIT 1"
WHERE = """
    SELECT 'waits', '' FROM participation_waitingselection WHERE vote = %s AND person = ANY(%s)
    UNION ALL SELECT 'cast', channel FROM participation_rollentry WHERE vote = %s AND person = ANY(%s)
    UNION ALL SELECT 'seat', vote::text FROM participation_seat WHERE seat_group = %s AND person = ANY(%s)
"""
MANY = """
    SELECT 'waits', person, '' FROM participation_waitingselection WHERE person = ANY(%s)
    UNION ALL SELECT 'cast', person, channel FROM participation_rollentry WHERE person = ANY(%s)
"""
WAITING = "SELECT person FROM participation_waitingselection WHERE vote = %s AND person = ANY(%s)"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands in a vote; to be told to nobody but them.

    ``selection`` is what they marked last, cast or not; None where there is nothing, or it cannot be read any more.
    """

    channel: str | None = None  # by which way they voted
    waits: bool = False  # whether what they marked last is not cast yet
    selection: dict[str, Any] | None = None
    seats: tuple[str, ...] = ()  # the keys of the votes of the group in which they voted

    @property
    def has_voted(self) -> bool:
        """Tell whether a ballot of theirs is in the urn."""
        return self.channel is not None


@sensitive_variables("selection", "text", "link_key", "token")
@transaction.atomic
def keep_selection(*, vote: Vote, by: "Person", selection: dict[str, Any], at: datetime, waits: bool = True) -> None:
    """Keep what somebody marked so far, in the place of what they marked before; ``waits`` says that it is not cast.

    No event is recorded: that somebody marks something is nobody's business. Raises ActDenied where they cannot vote,
    or cannot change what they cast; and ValidationError for what cannot be kept.
    """
    box.hold_open(vote.pk)
    vote = Vote.objects.get(pk=vote.pk)
    policies.may_vote(vote, by, at=at).enforce()
    text = written(selection)
    link_key = keys_of(vote)
    voter = identity.voter_of(vote, by, at=at)
    with opened("roll"), connection.cursor() as cursor:
        former = box.find(cursor, vote.key, voter.every)
        if former is not None:
            policies.may_change(vote, former[1], Channel.WEB).enforce()
        if waits:
            cursor.execute(WAIT, [vote.key, voter.mark])
        else:
            cursor.execute(box.SETTLE, [vote.key, voter.every])
    token = identity.draft_token_of(link_key, former[0] if former else voter.mark)
    with opened("urn"), connection.cursor() as cursor:
        cursor.execute(KEEP, [vote.key, token, _cipher(link_key).encrypt(text.encode())])


@sensitive_variables("link_key", "sealed")
def standing(vote: Vote, person: "Person", *, at: datetime) -> Standing:
    """Return where somebody stands: by which way they voted, what they marked last, and where else they voted."""
    if vote.frozen_at is None or vote.roll_erased_at is not None:
        return Standing()
    voter = identity.voter_of(vote, person, at=at)
    seats = [vote.seat_group, list(voter.seat_marks)]
    rows = look("roll", WHERE, [vote.key, voter.every, vote.key, voter.every, *seats])
    found: dict[str, list[str]] = {}
    for name, value in rows:
        found.setdefault(name, []).append(value)
    channel = found.get("cast", [None])[0]
    seats_taken = tuple(found.get("seat", ()))
    return Standing(channel, "waits" in found, _selection(vote, voter), seats_taken)


def _selection(vote: Vote, voter: identity.Voter) -> dict[str, Any] | None:
    if vote.is_closed:
        return None
    try:
        link_key = keys_of(vote)
    except ActDenied:  # the page is shown all the same; casting says that the urn cannot be reached
        return None
    tokens = [identity.draft_token_of(link_key, mark) for mark in voter.every]
    rows = look("urn", READ, [vote.key, tokens])
    if not rows:
        return None
    try:
        kept: dict[str, Any] = json.loads(_cipher(link_key).decrypt(bytes(rows[0][0])))
    except InvalidToken:  # the link key was lost and made anew
        return None
    return kept


def standing_in(votes: Iterable[Vote], person: "Person") -> dict[int, Standing]:
    """Return by vote whether somebody voted, and whether they marked something that is not cast: in one look."""
    votes = [vote for vote in votes if vote.frozen_at is not None and vote.roll_erased_at is None]
    marks = identity.marks_in(votes, person)
    owner = {mark: vote for vote in votes for mark in marks[vote.key]}
    rows = look("roll", MANY, [list(owner), list(owner)]) if owner else []
    cast = {owner[mark].pk: channel for what, mark, channel in rows if what == "cast"}
    waits = {owner[mark].pk for what, mark, _channel in rows if what == "waits"}
    return {vote.pk: Standing(cast.get(vote.pk), vote.pk in waits) for vote in votes}


def waiting_of(vote: Vote, people: list[int]) -> set[int]:
    """Return which of many accounts marked something that they did not cast; for reminding each of them alone."""
    marks = identity.marks_of_many(vote, people)
    wanted = [mark for every in marks.values() for mark in every]
    found = {row[0] for row in look("roll", WAITING, [vote.key, wanted])}
    return {pk for pk, every in marks.items() if not found.isdisjoint(every)}


def _cipher(link_key: bytes) -> Fernet:
    """Return what seals the selections of a vote, under a key that comes from the link key and goes with it."""
    return Fernet(base64.urlsafe_b64encode(hmac.new(link_key, b"azotea.drafts", hashlib.sha256).digest()))
