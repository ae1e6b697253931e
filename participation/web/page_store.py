"""Whole answers kept in this process: bounded in number and bytes, and made once for all who wait for the same one."""

import contextlib
import math
import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass

PATIENCE = 10.0  # seconds that one reader waits for the page that another one's request is making


@dataclass(frozen=True, slots=True)
class StoredPage:
    """An answer as it was sent, when and at which moment of the database its making began."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    made: float
    moment: str
    until: float = math.inf  # a turn of the electoral calendar: another page is shown from then on

    @property
    def weight(self) -> int:
        """Bytes in memory, roughly."""
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers) + len(self.moment) + 500


@dataclass(frozen=True, slots=True)
class ByVisitor:
    """Says that a page has a variant for each group of visitors (visitors.py)."""

    weight: int = 500


class PageStore:
    """Answers by key; the longest unused leave first. Safe for threads."""

    def __init__(self, *, most: int, most_bytes: int) -> None:
        self.most = most
        self.most_bytes = most_bytes
        self.bytes = 0
        self._pages: OrderedDict[Hashable, StoredPage | ByVisitor] = OrderedDict()
        self._making: dict[Hashable, threading.Event] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: Hashable) -> StoredPage | ByVisitor | None:
        """Return what is kept, and count it as used."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Hashable, page: StoredPage | ByVisitor) -> None:
        """Keep an answer, dropping the longest unused ones where there is no room; one larger than an eighth is not."""
        if page.weight > self.most_bytes // 8:
            return
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self.bytes += page.weight
            while len(self._pages) > self.most or self.bytes > self.most_bytes:
                self._drop(next(iter(self._pages)))

    def drop(self, key: Hashable) -> None:
        """Forget one answer."""
        with self._lock:
            self._drop(key)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._pages.clear()
            self.bytes = 0

    def _drop(self, key: Hashable) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self.bytes -= page.weight

    @contextlib.contextmanager
    def making(self, key: Hashable) -> Iterator[bool]:
        """Give True to whoever is the first to make the answer of a key; others wait until that one is done.

        Those who waited look again and make what they then still miss each for itself: an answer that cannot be kept
        must not be made one after the other.
        """
        with self._lock:
            done = self._making.get(key)
            first = done is None
            if done is None:
                done = self._making[key] = threading.Event()
        if not first:
            done.wait(PATIENCE)
            yield False
            return
        try:
            yield True
        finally:
            with self._lock:
                self._making.pop(key, None)
            done.set()
