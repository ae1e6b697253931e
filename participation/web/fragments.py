"""Pieces of pages that are made of a few plain values: the same values in the same language give the same piece.

What a piece shows is gathered first, into one hashable value that is both all that its template is given and the key
that the piece is kept under. So a piece is never out of date: whatever changes on it changes its key.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST = 20_000
MOST_CHARACTERS = 16_000_000

_kept: OrderedDict[Hashable, SafeString] = OrderedDict()
_lock = threading.Lock()
_characters = 0


def piece(template: str, facts: Hashable) -> SafeString:
    """Return a template rendered with ``facts`` alone."""
    return kept(template, facts, lambda: get_template(template).render({"facts": facts}))


def kept(name: str, facts: Hashable, make: Callable[[], str]) -> SafeString:
    """Return what ``make`` gives, which must follow from ``facts`` and the language alone."""
    global _characters
    key = (name, get_language(), facts)
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
            return found
    made = SafeString(make())
    with _lock:
        if key not in _kept:
            _kept[key] = made
            _characters += len(made)
        while len(_kept) > MOST or _characters > MOST_CHARACTERS:
            _characters -= len(_kept.popitem(last=False)[1])
    return made
