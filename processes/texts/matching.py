"""Which passage of a text is which in another version of it that came as a whole: pure.

The same words keep their key; between them, what shares most of its words with a passage of the same kind is that
passage in other words; whatever is left is new.
"""

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from processes.texts.pieces import Piece

ALIKE = 0.5  # of the words of two passages


def matched(before: Sequence[Piece], after: Sequence[Piece]) -> list[Piece]:
    """Return the new pieces, each with the key of the passage that it is; those that are new have none."""
    keys: dict[int, int] = {}
    used: set[int] = set()
    blocks = SequenceMatcher(a=[one.words for one in before], b=[one.words for one in after], autojunk=False)
    stretches = []
    for what, a0, a1, b0, b1 in blocks.get_opcodes():
        if what == "equal":
            keys |= {b0 + step: before[a0 + step].key for step in range(a1 - a0)}
            used |= set(range(a0, a1))
        else:
            stretches.append((range(a0, a1), range(b0, b1)))
    # What moved as it was is found before what changed where it stood.
    waiting = {one.words: place for place, one in enumerate(before) if place not in used}
    for place, one in enumerate(after):
        old = waiting.get(one.words)
        if place not in keys and old is not None and old not in used:
            keys[place] = before[old].key
            used.add(old)
    for olds, news in stretches:
        _pair(before, after, [old for old in olds if old not in used], [new for new in news if new not in keys], keys)
    return [replace(one, key=keys.get(place, 0)) for place, one in enumerate(after)]


def _pair(
    before: Sequence[Piece], after: Sequence[Piece], olds: list[int], news: list[int], keys: dict[int, int]
) -> None:
    """Pair what is most alike first, among passages of one kind."""
    words = {("old", place): set(before[place].words.lower().split()) for place in olds}
    words |= {("new", place): set(after[place].words.lower().split()) for place in news}
    found = []
    for new in news:
        for old in olds:
            if before[old].kind != after[new].kind:
                continue
            one, other = words["old", old], words["new", new]
            share = 2 * len(one & other) / (len(one) + len(other) or 1)
            if share >= ALIKE:
                found.append((-share, new, old))
    gone: set[int] = set()
    for _share, new, old in sorted(found):
        if new not in keys and old not in gone:
            keys[new] = before[old].key
            gone.add(old)
