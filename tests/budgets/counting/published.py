"""A small election published file by file, signed with a key of the test."""

import hashlib
from collections.abc import Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from budgets.counting.bundle import code_version
from budgets.counting.count import count
from budgets.counting.frozen import election_of, rule_of
from budgets.counting.publish import Published, files_of
from participation.urn.canonical import canonical
from participation.urn.ledger import (
    AMENDMENT,
    BALLOT,
    CLOSE,
    DEFINITION,
    LEDGER,
    TOTALS,
    ballots_digest,
    commitment,
    head_text,
    leaf_text,
    signed_bytes,
)
from participation.urn.merkle import Tree, leaf_hash

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = KEY.public_key().public_bytes_raw().hex()
VOTE = "11111111-2222-3333-4444-555555555555"
SHARES = {"kind": "equalshares", "completion": "add1"}


def sign(kind: str, text: str) -> str:
    return KEY.sign(signed_bytes(kind, text)).hex()


def definition(rule: dict[str, Any] | None = None, kind: str = "approval") -> dict[str, Any]:
    projects = [("a", 60_00), ("b", 50_00), ("c", 40_00), ("d", 30_00)]
    return {
        "kind": "budget", "contest": "centro", "title": "Centro", "currency": "MXN", "budget": 100_00,
        "ballot": {"kind": kind, "minimum": 0}, "rule": rule or SHARES, "publication": "ballots",
        "ties": {"chain": ["lowest-cost", "most-votes", "lot"], "order": ["d", "c", "b", "a"]},
        "projects": [
            {"id": name, "number": place, "title": f"Obra {name}", "cost": cost, "category": "", "exclusive": ""}
            for place, (name, cost) in enumerate(projects, start=1)
        ],
    }  # fmt: skip


MARKS = [["a"]] * 5 + [["a", "b"]] * 4 + [["b", "c"]] * 6 + [["c", "d"]] * 7 + [[]] * 2


def published(
    level: str = "ballots",
    *,
    frozen: dict[str, Any] | None = None,
    marks: Sequence[list[str]] = MARKS,
    withdrawn: str = "",
) -> dict[str, bytes]:
    """Return the files of an election of 24 ballots, one of which was replaced."""
    frozen = frozen or definition()
    fingerprint = hashlib.sha256(canonical(frozen).encode()).hexdigest()
    texts = [canonical({"projects": each}) for each in marks]
    salts = [hashlib.sha256(str(place).encode()).hexdigest() for place in range(len(texts))]
    marks_of = [commitment(VOTE, fingerprint, *each) for each in zip(texts, salts, strict=True)]
    leaves = [leaf_text(DEFINITION, vote=VOTE, definition=fingerprint)]
    leaves += [leaf_text(BALLOT, ballot=commitment(VOTE, fingerprint, texts[0], "replaced"))]
    leaves += [leaf_text(BALLOT, ballot=mark) for mark in marks_of[:20]]
    if withdrawn:
        leaves += [leaf_text(AMENDMENT, project=withdrawn, reason="el predio no es de la ciudad")]
    middle = len(leaves)
    leaves += [leaf_text(BALLOT, ballot=mark) for mark in marks_of[20:]]
    salt = "" if level != TOTALS else "5a17"
    leaves += [
        leaf_text(
            CLOSE, ballots=len(texts), people=len(texts), replaced=1, foreign=0, publication=level, salt=salt if level != TOTALS else "",
            digest=ballots_digest(salt, sorted(texts)),
        )
    ]  # fmt: skip
    heads = []
    for size in (1, middle, len(leaves)):
        root = Tree([leaf_hash(each.encode()) for each in leaves[:size]]).root.hex()
        at = f"2026-05-0{len(heads) + 1}T10:00:00Z"
        heads.append({"size": size, "root": root, "at": at, "signature": sign("head", head_text(VOTE, size, root, at))})
    rule = rule_of(frozen, withdrawn=[withdrawn] if withdrawn else [])
    election = election_of(frozen, [({"projects": each}, 1) for each in marks])
    facts = {
        "contest": "centro", "run": 1, "vote": VOTE, "definition_hash": fingerprint, "rule_hash": rule.hash,
        "inputs_hash": leaves and ballots_digest("", sorted(texts)), "code": code_version(), "decided": [],
        "count": count(election, rule).told(election, rule),
    }  # fmt: skip
    opened = [(leaves.index(leaf_text(BALLOT, ballot=mark)), salts[n], texts[n]) for n, mark in enumerate(marks_of)]
    told = Published(
        frozen,
        rule,
        election,
        level,
        leaves,
        heads,
        facts,
        choices=texts,
        opened=opened if level == LEDGER else (),
        meta={"instance": "2026", "date_begin": "04.05.2026", "date_end": "06.05.2026"},
    )
    return files_of(told, public_key=PUBLIC, sign=sign)
