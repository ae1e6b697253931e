"""An append-only log after RFC 6962: tree hash, proofs that a leaf is in it, proofs that it only grew.

Pure Python without Django: whoever checks an election from its files carries this module along (``verify.py``).
"""

import hashlib
from collections.abc import Sequence

DIGEST = 32


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf; its prefix tells it from a node, so that neither can stand for the other."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two halves."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """The tree over leaves that are hashed already. Equal leaves give equal trees, so that one may be kept."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.levels: list[list[bytes]] = [list(leaves)]
        while len(self.levels[-1]) > 1:
            below = self.levels[-1]
            pairs = [node_hash(below[place], below[place + 1]) for place in range(0, len(below) - 1, 2)]
            self.levels.append(pairs + below[len(below) & ~1 :])

    @property
    def size(self) -> int:
        """Return how many leaves there are."""
        return len(self.levels[0])

    @property
    def root(self) -> bytes:
        """Return the hash over everything: what a head signs."""
        return self.levels[-1][0] if self.size else hashlib.sha256(b"").digest()

    def range_root(self, start: int, end: int) -> bytes:
        """Return the hash over some leaves: whole subtrees are looked up."""
        width = end - start
        if width & (width - 1) == 0 and start % width == 0:
            return self.levels[width.bit_length() - 1][start >> (width.bit_length() - 1)]
        middle = start + largest_power(width)
        return node_hash(self.range_root(start, middle), self.range_root(middle, end))

    def inclusion(self, place: int) -> list[bytes]:
        """Return the proof that the leaf at a place is in the tree. Raises IndexError."""
        if not 0 <= place < self.size:
            raise IndexError(place)
        start, end, proof = 0, self.size, []
        while end - start > 1:
            middle = start + largest_power(end - start)
            if place < middle:
                proof.append(self.range_root(middle, end))
                end = middle
            else:
                proof.append(self.range_root(start, middle))
                start = middle
        return proof[::-1]

    def consistency(self, before: int) -> list[bytes]:
        """Return the proof that the first ``before`` leaves are still as they were. Raises IndexError."""
        if not 0 <= before <= self.size:
            raise IndexError(before)
        if before in {0, self.size}:
            return []
        start, end, proof, whole = 0, self.size, [], True
        while before != end:
            middle = start + largest_power(end - start)
            if before <= middle:
                proof.append(self.range_root(middle, end))
                end = middle
            else:
                proof.append(self.range_root(start, middle))
                start, whole = middle, False
        return ([] if whole else [self.range_root(start, end)]) + proof[::-1]


def largest_power(size: int) -> int:
    """Return the largest power of two below a size, at which the RFC splits."""
    return 1 << ((size - 1).bit_length() - 1)


def is_included(leaf: bytes, place: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether a proof leads from a leaf at a place to the root of a tree of a size (RFC 9162, 2.1.3.2)."""
    if not 0 <= place < size:
        return False
    at, last, found = place, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, step)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(before: int, after: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether a proof shows that a tree of one size became that of another by growing (RFC 9162, 2.1.4.2)."""
    if not 0 <= before <= after:
        return False
    if before in {0, after}:
        empty = before == 0 and old_root == hashlib.sha256(b"").digest()
        return not proof and (empty or (before == after and old_root == new_root))
    steps = list(proof)
    if before & (before - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    at, last = before - 1, after - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, step)
        at, last = at >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root
