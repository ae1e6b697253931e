"""The log of a vote whose ballots anybody may check: what enters it, when, and under which signed heads.

A ballot enters as a hash with salt. Until the close ballots wait in a pool: a batch takes at least twenty at random and
leaves at least twenty behind, so that neither the order of the log nor its moments say when somebody voted. A vote
without a ``publication`` in its definition has no log, and nothing here does anything for it.
"""

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from participation.access.verdict import Denied
from participation.events.record import record
from participation.urn import box, identity, keys, signing
from participation.urn.chambers import opened
from participation.urn.ledger import (
    AMENDMENT,
    BALLOT,
    BALLOTS,
    BATCH,
    CLOSE,
    DEFINITION,
    LEDGER,
    PUBLICATIONS,
    TOTALS,
    ballots_digest,
    commitment,
    head_text,
    leaf_text,
)
from participation.urn.log_models import LogLeaf, TreeHead, said
from participation.urn.merkle import Tree, leaf_hash
from participation.urn.models import Vote, VoteState

if TYPE_CHECKING:
    from participation.models import Person

LOGS = 0x6C6F6773  # "logs": the first key of these advisory locks, the second is the vote's number
BUCKET = 10  # minutes: a head says no closer when it was signed
CHUNK = 5_000
ENOUGH_BALLOTS, FEW_ALONE = 500, 0.25  # from when on ballots are published where nothing else was said

POOL = """
    SELECT id, commitment FROM participation_ballot
    WHERE vote = %s AND commitment <> '' AND NOT logged ORDER BY id FOR UPDATE SKIP LOCKED
"""
LOGGED = "UPDATE participation_ballot SET logged = true WHERE id = ANY(%s)"
# Made by whoever writes into the table without casting: the hash does not fit what is there.
FOREIGN = """
    SELECT count(*) FROM participation_ballot WHERE vote = %s AND commitment <>
        encode(sha256(convert_to(concat_ws('|', 'azotea/1', vote::text, %s, choices, salt), 'UTF8')), 'hex')
"""
IN_ORDER = 'SELECT choices FROM participation_countedballot WHERE vote = %s ORDER BY choices COLLATE "C"'
MINE = "SELECT commitment FROM participation_ballot WHERE vote = %s AND token = %s"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a voter may keep: that a ballot of theirs was recorded, never what it says."""

    mark: str
    index: int | None  # its place in the log; None while it waits for its batch


def has_log(vote: Vote) -> bool:
    """Tell whether a vote keeps a public log."""
    return bool(vote.publication)


def begin(vote: Vote, at: datetime) -> None:
    """Begin the log with what is voted on; within the act that freezes it."""
    if not has_log(vote):
        return
    if vote.publication not in {*PUBLICATIONS, "default"}:
        raise ValueError(f"there is no publication {vote.publication!r}")
    facts = {"vote": str(vote.key), "definition": vote.definition_hash, "publication": vote.publication}
    _grow(vote, [(DEFINITION, leaf_text(DEFINITION, **facts), "")], at)


def seal(vote: Vote, choices: str) -> tuple[str, str]:
    """Return a salt and the hash that stands for a ballot in the log; both empty where there is none."""
    if not has_log(vote):
        return "", ""
    salt = secrets.token_hex(32)
    return salt, commitment(str(vote.key), vote.definition_hash, choices, salt)


@transaction.atomic
def append_waiting(*, vote: Vote, at: datetime) -> int:
    """Put a batch of the ballots that wait into the log, where enough wait; return how many. A task calls it."""
    box.hold_open(vote.pk)  # not while it is being closed
    vote = Vote.objects.get(pk=vote.pk)
    if vote.state != VoteState.OPEN or not has_log(vote):
        return 0
    _hold(vote)
    return _append(vote, at, closing=False)


@transaction.atomic
def log_amendment(*, vote: Vote, facts: dict[str, Any], at: datetime, by: "Person | None" = None) -> None:
    """Put a change after the freeze into the log, such as a withdrawn project. Raises ActDenied for a closed vote."""
    box.hold_open(vote.pk)
    vote = Vote.objects.get(pk=vote.pk)
    if vote.state != VoteState.OPEN:
        Denied("not_open", _("Only an open vote can be amended.")).enforce()
    if not has_log(vote):
        return
    _hold(vote)
    _grow(vote, [(AMENDMENT, leaf_text(AMENDMENT, **facts, at=said(at)), "")], at)
    payload = {"vote": vote.pk}
    record("participation.vote.amended", subject=vote.subject, by=by, at=at, payload=payload, after=facts)


def empty_pool(vote: Vote, at: datetime) -> int:
    """Put the last ballots into the log, and return how many of the urn nobody cast; within the act that closes."""
    if not has_log(vote):
        return 0
    _hold(vote)
    _append(vote, at, closing=True)
    with opened("urn"), connection.cursor() as cursor:
        cursor.execute(FOREIGN, [vote.key, vote.definition_hash])
        return int(cursor.fetchone()[0])


def bind(vote: Vote, at: datetime, *, foreign: int) -> None:
    """End the log with the numbers of the close and a hash over every counted ballot; within the act that closes."""
    if not has_log(vote):
        return
    with opened("urn"), connection.cursor() as cursor:
        cursor.execute(IN_ORDER, [vote.key])
        choices = [row[0] for row in cursor.fetchall()]
    level = published_level(vote.publication, choices)
    salt = signing.digest_salt(vote.key) if level == TOTALS else ""
    logged = LogLeaf.objects.filter(vote=vote, kind=BALLOT).count()
    facts = {
        "ballots": vote.ballots, "people": vote.marked, "replaced": logged - (vote.ballots or 0), "foreign": foreign,
        "publication": level, "digest": ballots_digest(salt, choices), "salt": "",
    }  # fmt: skip
    _grow(vote, [(CLOSE, leaf_text(CLOSE, **facts), "")], at)


def published_level(declared: str, choices: Sequence[str]) -> str:
    """Return what is published of ballots: as declared; by default totals where many ballots are like no other.

    Then a ballot could be a sign that somebody agreed on with its voter (a row that only they would cast).
    """
    if declared != "default":
        return declared
    alone = sum(
        1
        for place, text in enumerate(choices)
        if (place == 0 or choices[place - 1] != text) and (place + 1 == len(choices) or choices[place + 1] != text)
    )
    many = len(choices) >= ENOUGH_BALLOTS
    return BALLOTS if many and alone <= FEW_ALONE * len(choices) else TOTALS


def receipt_of(vote: Vote, person: "Person", *, at: datetime) -> Receipt | None:
    """Return the receipt of a person's ballot, to that person alone, while the vote is open; None where there is none.

    Nothing of it is kept anywhere else: after the close nobody can find it again.
    """
    if vote.state != VoteState.OPEN or not has_log(vote):
        return None
    try:
        link_key = keys.store().read(vote.key)
    except (keys.KeyMissingError, OSError):
        return None
    tokens = [identity.token_of(link_key, mark) for mark in identity.voter_of(vote, person, at=at).every]
    with transaction.atomic(), opened("urn"), connection.cursor() as cursor:
        for token in tokens:
            cursor.execute(MINE, [vote.key, token])
            row = cursor.fetchone()
            if row is not None:
                break
    if row is None:
        return None
    return Receipt(row[0], index_of(vote, row[0]))


def index_of(vote: Vote, mark: str) -> int | None:
    """Return the place of a ballot in the log; None while it waits, and for what is no ballot of it."""
    if len(mark) != 64:
        return None
    return LogLeaf.objects.filter(vote=vote, mark=mark).values_list("index", flat=True).first()


def _hold(vote: Vote) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOGS, vote.pk % 2**31])


def _append(vote: Vote, at: datetime, *, closing: bool) -> int:
    with opened("urn"), connection.cursor() as cursor:
        cursor.execute(POOL, [vote.key])
        pool = cursor.fetchall()
        secrets.SystemRandom().shuffle(pool)
        batch = pool if closing else pool[: len(pool) - BATCH]
        if not batch or (len(batch) < BATCH and not closing):
            return 0
        cursor.execute(LOGGED, [[row[0] for row in batch]])
    _grow(vote, ((BALLOT, leaf_text(BALLOT, ballot=mark), mark) for _id, mark in batch), at)
    return len(batch)


def _grow(vote: Vote, leaves: Iterable[tuple[str, str, str]], at: datetime) -> None:
    """Add leaves at the end and sign the new head; under the log's lock, or within the freeze."""
    head = vote.heads.order_by("-size").first()
    before = head.size if head else 0
    rows = [
        LogLeaf(vote=vote, index=before + place, kind=kind, leaf=leaf, mark=mark)
        for place, (kind, leaf, mark) in enumerate(leaves)
    ]
    LogLeaf.objects.bulk_create(rows, batch_size=CHUNK)  # writes: within an act
    size = before + len(rows)
    root = Tree(_hashes(vote, size)).root.hex()
    moment = at.replace(minute=at.minute - at.minute % BUCKET, second=0, microsecond=0)
    signature = signing.sign("head", head_text(str(vote.key), size, root, said(moment)))
    TreeHead.objects.create(  # writes: within an act
        vote=vote, size=size, root=root, at=moment, signature=signature, public_key=signing.public_key()
    )


def _hashes(vote: Vote, size: int) -> list[bytes]:
    rows = LogLeaf.objects.filter(vote=vote, index__lt=size).order_by("index").values_list("leaf", flat=True)
    return [leaf_hash(leaf.encode()) for leaf in rows.iterator(CHUNK)]


def tree_of(vote: Vote, size: int) -> Tree:
    """Return the tree of the first leaves of a log that holds them; the same leaves are the same tree for ever."""
    return _tree(vote.pk, str(vote.key), size)


@lru_cache(maxsize=4)
def _tree(vote_id: int, _key: str, size: int) -> Tree:
    return Tree(_hashes(Vote(pk=vote_id), size))


def opened_ballots(vote: Vote) -> list[tuple[int, str, str]]:
    """Return every counted ballot with its leaf and its salt, of a vote whose whole ledger is published.

    Raises ValueError for any other: their salts were not kept.
    """
    closing = closing_of(vote)
    if closing is None or closing["publication"] != LEDGER:
        raise ValueError("the ballots of this vote are not opened")
    places = dict(LogLeaf.objects.filter(vote=vote, kind=BALLOT).values_list("mark", "index"))
    with transaction.atomic(), opened("urn"), connection.cursor() as cursor:
        cursor.execute("SELECT salt, choices FROM participation_countedballot WHERE vote = %s", [vote.key])
        rows = cursor.fetchall()
    key, definition = str(vote.key), vote.definition_hash
    return sorted((places.get(commitment(key, definition, text, salt), -1), salt, text) for salt, text in rows)


def closing_of(vote: Vote) -> dict[str, Any] | None:
    """Return what the last leaf says of the close; None while the vote is open, and without a log."""
    row = LogLeaf.objects.filter(vote=vote, kind=CLOSE).first()
    return json.loads(row.leaf) if row is not None else None
