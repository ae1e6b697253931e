"""Carries large answers to slow readers, so that none of them holds a thread of the web process.

A thread that writes to a phone on a slow line waits for that phone. With eight threads, eight such downloads (or eight
connections of somebody who reads a byte now and then on purpose) would leave none for the pages. Under gunicorn an
answer of more than ``LEAST`` bytes is therefore handed over: the server sends the head, then its connection is
exchanged for a dead one, and the living one goes to the courier, a single thread of the process that serves any number
of them and waits for none. The thread that made the answer is free for the next page.

Each visitor may have ``MOST_EACH`` on the way and a process ``MOST``; who takes nothing for ``PATIENCE`` seconds, or
more than ``LONGEST`` in all, is let go. Under another server, or where there is no room, answers are sent as usual.
"""

import contextlib
import io
import logging
import os
import selectors
import socket
import ssl
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from participation.limits.visitors import address_of, network_of

logger = logging.getLogger(__name__)
LEAST = 64 * 1024
PIECE = 64 * 1024
MOST = 256
MOST_EACH = 16
PATIENCE = 60.0
LONGEST = 3600.0
FAREWELL = 5.0  # seconds to wait for the reader's own end, so that closing does not cut what is still on its way
DONT_WAIT = getattr(socket, "MSG_DONTWAIT", 0)


@dataclass(eq=False, slots=True)
class Parcel:
    """What is on its way to one reader."""

    link: socket.socket
    source: Any
    left: int
    visitor: str
    began: float = field(default_factory=time.monotonic)
    moved: float = field(default_factory=time.monotonic)
    piece: memoryview = field(default_factory=lambda: memoryview(b""))
    sent: bool = False

    def is_late(self, now: float) -> bool:
        """Tell whether this reader has had enough time."""
        if self.sent:
            return now - self.moved > FAREWELL
        return now - self.moved > PATIENCE or now - self.began > LONGEST

    def close(self) -> None:
        """Let go of both ends."""
        for end in (self.source, self.link):
            with contextlib.suppress(OSError, ValueError):
                end.close()


class Courier:
    """One thread that brings every parcel of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._new: deque[Parcel] = deque()
        self._carried: Counter[str] = Counter()
        self._thread: threading.Thread | None = None
        self._bell: socket.socket | None = None

    def has_room(self, visitor: str) -> bool:
        """Tell whether one more parcel for this visitor is taken."""
        with self._lock:
            return self._carried[visitor] < MOST_EACH and self._carried.total() < MOST

    def take(self, parcel: Parcel) -> None:
        """Bring a parcel; its ends belong to the courier from now on."""
        with self._lock:
            self._carried[parcel.visitor] += 1
            self._new.append(parcel)
            if self._thread is None or not self._thread.is_alive():
                ear, self._bell = socket.socketpair()
                ear.setblocking(False)
                self._bell.setblocking(False)
                self._thread = threading.Thread(target=self._run, args=(ear,), name="courier", daemon=True)
                self._thread.start()
            assert self._bell is not None
            with contextlib.suppress(BlockingIOError):  # it rings already
                self._bell.send(b"!")

    def _done(self, selector: selectors.BaseSelector, parcel: Parcel) -> None:
        with contextlib.suppress(KeyError, ValueError):
            selector.unregister(parcel.link)
        parcel.close()
        with self._lock:
            self._carried[parcel.visitor] -= 1
            if self._carried[parcel.visitor] <= 0:
                del self._carried[parcel.visitor]

    def _run(self, ear: socket.socket) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(ear, selectors.EVENT_READ)
            looked = time.monotonic()
            while True:
                for key, _events in selector.select(timeout=1.0):
                    if key.data is not None:
                        self._serve(selector, key.data)
                    else:
                        with contextlib.suppress(BlockingIOError):
                            ear.recv(4096)
                while self._new:
                    self._begin(selector, self._new.popleft())
                if time.monotonic() - looked > 1.0:
                    looked = time.monotonic()
                    for key in list(selector.get_map().values()):
                        if key.data is not None and key.data.is_late(looked):
                            self._done(selector, key.data)

    def _begin(self, selector: selectors.BaseSelector, parcel: Parcel) -> None:
        try:
            selector.register(parcel.link, selectors.EVENT_WRITE, parcel)
        except (OSError, ValueError, KeyError):
            self._done(selector, parcel)

    def _serve(self, selector: selectors.BaseSelector, parcel: Parcel) -> None:
        try:
            over = _listen(parcel) if parcel.sent else _send(parcel)
        except BlockingIOError:
            return
        except OSError:  # the reader went away
            over = True
        except Exception:  # one bad file must not end the others' downloads
            logger.exception("a download was broken off")
            over = True
        if over:
            self._done(selector, parcel)
        elif parcel.sent:
            selector.modify(parcel.link, selectors.EVENT_READ, parcel)


def _listen(parcel: Parcel) -> bool:
    """Wait for the reader's end; return whether it came."""
    return not parcel.link.recv(4096, DONT_WAIT)


def _send(parcel: Parcel) -> bool:
    """Send one piece; return whether the parcel is broken. Raises BlockingIOError where the reader is not ready."""
    if not parcel.piece:
        parcel.piece = memoryview(parcel.source.read(min(PIECE, parcel.left)))
        if not parcel.piece:
            return True
    count = parcel.link.send(parcel.piece, DONT_WAIT)
    parcel.piece = parcel.piece[count:]
    parcel.left -= count
    parcel.moved = time.monotonic()
    if not parcel.left:
        parcel.sent = True
        parcel.link.shutdown(socket.SHUT_WR)
    return False


courier = Courier()


def source_of(answer: Any) -> Any:
    """Return something of its own to read an answer from; None where there is only a stream."""
    file = getattr(answer, "filelike", None)
    if file is None:
        content = getattr(answer, "content", None)
        return io.BytesIO(content) if isinstance(content, bytes) and not getattr(answer, "streaming", False) else None
    if hasattr(file, "detached"):
        return file.detached()
    try:
        again = os.fdopen(os.dup(file.fileno()), "rb")
        again.seek(file.tell())
        return again
    except (OSError, AttributeError, ValueError):  # kept in memory or elsewhere
        return None


def exchange(link: socket.socket) -> socket.socket:
    """Return the living connection; its former owner keeps a dead one under the same number, which it may close."""
    living = link.dup()
    dead, other = socket.socketpair()
    try:
        os.dup2(dead.fileno(), link.fileno(), inheritable=False)
    finally:
        dead.close()
        other.close()
    return living


class Handover:
    """A body without parts: the server sends the head, and closing it hands the connection over."""

    def __init__(self, answer: Any, link: socket.socket, size: int, visitor: str) -> None:
        self.answer, self.link, self.size, self.visitor = answer, link, size, visitor

    def __iter__(self) -> Iterator[bytes]:
        return iter(())

    def close(self) -> None:
        """Hand over; what the answer holds open is closed as ever."""
        try:
            source = source_of(self.answer)
            if source is not None:
                courier.take(Parcel(exchange(self.link), source, self.size, self.visitor))
        except OSError:
            logger.exception("an answer could not be handed over")
        finally:
            self.answer.close()


class HandingOver:
    """The application, with large answers handed over where the server lets their connection go."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, meta: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Serve one request."""
        head: dict[str, Any] = {}

        def note(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            head["status"], head["headers"] = status, {name.lower(): value for name, value in headers}
            return start_response(status, headers, *more)

        answer = self.application(meta, note)
        link = meta.get("gunicorn.socket")
        size = _size(meta, head)
        if size < LEAST or not _is_plain(link):
            return answer
        visitor = network_of(address_of(meta))
        source = source_of(answer) if courier.has_room(visitor) else None
        if source is None:
            return answer
        source.close()
        # The server must not think that it may read another request from this connection.
        force_close = getattr(getattr(start_response, "__self__", None), "force_close", None)
        if force_close is None:
            return answer
        force_close()
        return Handover(answer, link, size, visitor)


def _is_plain(link: Any) -> bool:
    return isinstance(link, socket.socket) and not isinstance(link, ssl.SSLSocket) and bool(DONT_WAIT)


def _size(meta: dict[str, Any], head: dict[str, Any]) -> int:
    """Return how long the body of an answer is; 0 where there is none to hand over."""
    if meta.get("REQUEST_METHOD") != "GET" or not str(meta.get("SERVER_PROTOCOL", "")).startswith("HTTP/1"):
        return 0
    if not str(head.get("status", "")).startswith("200"):
        return 0
    length = head["headers"].get("content-length", "")
    return int(length) if length.isdigit() else 0
