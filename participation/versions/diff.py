"""The difference between two texts, word by word, at a cost that long or hostile texts cannot raise."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from participation.web.richtext import to_text

TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
BLOCKS = re.compile(r"</(?:p|ul|ol|h[2-4]|div|table)>", re.I)
MOST_WORDS = 6_000
MOST_LINES = 3_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: ``same``, ``ins`` (new) or ``del`` (gone)."""

    kind: str
    text: str


def readable(text: str) -> str:
    """Return a text as people read it: officials' rich text without its tags."""
    return to_text(text) if BLOCKS.search(text) else text


def compare(old: str, new: str) -> list[Piece]:
    """Return the pieces that lead from one text to the other.

    Words are compared; where there are too many, lines; where even those are too many, the whole is replaced.
    """
    if old == new:
        return [Piece("same", new)] if new else []
    before, after = TOKENS.findall(old), TOKENS.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
        if max(len(before), len(after)) > MOST_LINES:
            return _joined([Piece("del", old), Piece("ins", new)])
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    middle_old, middle_new = before[start : len(before) - end], after[start : len(after) - end]
    pieces = [Piece("same", "".join(before[:start]))]
    # autojunk sets words aside that are in every corner of a long text: without it the cost is cubic at worst.
    matcher = SequenceMatcher(None, middle_old, middle_new, autojunk=True)
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if what == "equal":
            pieces.append(Piece("same", "".join(middle_old[i1:i2])))
        else:
            pieces += [Piece("del", "".join(middle_old[i1:i2])), Piece("ins", "".join(middle_new[j1:j2]))]
    pieces.append(Piece("same", "".join(before[len(before) - end :])))
    return _joined(pieces)


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    """Return how many words both begin with."""
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Drop empty pieces and join neighbours of one kind."""
    joined: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if joined and joined[-1].kind == piece.kind:
            joined[-1] = Piece(piece.kind, joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined
