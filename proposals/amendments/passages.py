"""The paragraphs of a text: found again after others changed, and replaced."""

import re

GAP = re.compile(r"\n[ \t]*\n\s*")


def paragraphs(body: str) -> list[str]:
    """Return the paragraphs of a text, as readers see them."""
    return [part for part in (piece.strip() for piece in GAP.split(body)) if part]


def find(body: str, passage: str, position: int) -> int | None:
    """Return where a paragraph stands now: at its place, else the one place that says the same; None: it changed."""
    parts = paragraphs(body)
    if position < len(parts) and parts[position] == passage:
        return position
    same = [place for place, part in enumerate(parts) if part == passage]
    return same[0] if len(same) == 1 else None


def replaced(body: str, place: int, wording: str) -> str:
    """Return the text with one paragraph in other words; without words, the paragraph goes."""
    parts = paragraphs(body)
    parts[place : place + 1] = paragraphs(wording)
    return "\n\n".join(parts)
