"""How repetition, advertising and bursts are recognised: plain rules that an official can explain."""

import hashlib
import re
import unicodedata

LINK = re.compile(r"(?:https?://|www\.)\S", re.IGNORECASE)
SHORTEST = 40  # "De acuerdo" is written by many people; a paragraph is not


def folded(text: str) -> str:
    """Return a text without accents, capitals, signs and spaces, so that small changes do not hide a repetition."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def print_of(text: str) -> str:
    """Return the fingerprint of a text; empty where it is too short to say anything."""
    words = folded(text)
    return hashlib.sha256(words.encode()).hexdigest() if len(words) >= SHORTEST else ""


def links_in(text: str) -> int:
    """Return how many links a text holds."""
    return len(LINK.findall(text))
