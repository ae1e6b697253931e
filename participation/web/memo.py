"""Numbers that many pages say and that cost a walk over thousands of rows: counted once for a short while.

A reader without an account may be told a count that is two seconds old: that is part of the age that pages are promised
to have at most (page_cache.py), like the installation's own row. To whoever is signed in, authors above all, it is told
only while nothing at all was written since: PostgreSQL's snapshot is then the same one (events/taken.py).

Only numbers, and names that are public anyway, are kept like this; never what moderation could hide.
"""

import contextlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from typing import Any, TypeVar

from django.db import connection

from participation.events import taken
from participation.web.installation import SECONDS

MOST = 2_000
Counted = TypeVar("Counted")

_kept: OrderedDict[Hashable, tuple[float, str, Any]] = OrderedDict()
_lock = threading.Lock()


def forget() -> None:
    """Drop what is kept."""
    with _lock:
        _kept.clear()


class _Reading(threading.local):
    """The moment at which the page of this thread began to be read; None where no page is, or it was not asked for."""

    page = False
    moment: str | None = None


_reading = _Reading()


@contextlib.contextmanager
def one_page() -> Iterator[None]:
    """Ask for the moment once within the block, in which a page is read and nothing written that it counts."""
    _reading.page, _reading.moment = True, None
    try:
        yield
    finally:
        _reading.page, _reading.moment = False, None


def _moment() -> str:
    if not _reading.page:
        return taken.moment()
    if _reading.moment is None:
        _reading.moment = taken.moment()
    return _reading.moment


def counted(key: Hashable, make: Callable[[], Counted], *, stranger: bool) -> Counted:
    """Return what ``make`` counts, or what it counted within the last two seconds; ``key`` names all it depends on."""
    if connection.in_atomic_block:  # what this transaction wrote is in no snapshot yet
        return make()
    found = _kept.get(key)
    now = time.monotonic()
    if found is not None and stranger and 0 <= now - found[0] < SECONDS:
        return found[2]  # type: ignore[no-any-return]
    moment = _moment()
    if found is not None and found[1] == moment:
        return found[2]  # type: ignore[no-any-return]
    value = make()
    with _lock:
        _kept[key] = (now, moment, value)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return value
