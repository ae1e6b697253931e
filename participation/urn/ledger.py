"""What stands in the log of a vote, to the byte: commitments, leaves, heads, and the texts that are signed.

Pure Python without Django, since whoever checks an election from its files (``verify.py``) carries it along. Every
text is canonical JSON (RFC 8785); a changed word here is another format and another number in ``FORMAT``.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from participation.urn.canonical import canonical

FORMAT = "azotea/1"
BATCH = 20  # ballots enter the log in shuffled groups of no fewer, until the vote closes
DEFINITION, BALLOT, AMENDMENT, CLOSE = "definition", "ballot", "amendment", "close"
TOTALS, BALLOTS, LEDGER = "totals", "ballots", "ledger"  # what is published of the ballots, said beforehand
PUBLICATIONS = (TOTALS, BALLOTS, LEDGER)


def commitment(vote: str, definition_hash: str, choices: str, salt: str) -> str:
    """Return what stands for a ballot in the log: without its salt it says nothing of what was chosen."""
    text = "|".join([FORMAT, vote, definition_hash, choices, salt])
    return hashlib.sha256(text.encode()).hexdigest()


def leaf_text(kind: str, **facts: Any) -> str:
    """Return the text of a leaf, whose hash the tree holds."""
    return canonical({"kind": kind, **facts})


def head_text(vote: str, size: int, root: str, at: str) -> str:
    """Return what a head signs: so many leaves, of this root, no later than then."""
    return canonical({"at": at, "root": root, "size": size, "vote": vote})


def signed_bytes(kind: str, text: str) -> bytes:
    """Return the bytes that are signed: the kind keeps a signature from being passed off as one of another thing."""
    return f"{FORMAT}\n{kind}\n{text}".encode()


def ballots_digest(salt: str, choices: Iterable[str]) -> str:
    """Return the hash over all counted ballots in ascending order, salted where they are not published."""
    digest = hashlib.sha256(f"{FORMAT}|{salt}\n".encode())
    for text in choices:
        digest.update(text.encode() + b"\n")
    return digest.hexdigest()
