"""The connection itself: to an address that was checked, with one clock and one count of bytes for everything."""

import http.client
import io
import socket
import ssl
import threading
import time
from collections.abc import Callable
from typing import Any

from participation.outgoing.addresses import is_open
from participation.outgoing.errors import BadAnswerError, RefusedError, UnreachableError
from participation.outgoing.target import DEFAULT_PORTS, Target

CONNECTING = 5.0  # seconds for one address; a host may have several
ADDRESSES = 4
BLOCK = 16 * 1024
HEAD = 64 * 1024  # bytes of an answer beyond its body: status, headers, chunk sizes, what TLS adds is not counted


class Deadline:
    """The moment when everything must be over."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left. Raises TimeoutError where none are."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def look_up(host: str, port: int) -> list[str]:
    """Return the addresses of a host, as the system's resolver gives them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def resolve(target: Target, deadline: Deadline, *, finder: Callable[[str, int], list[str]]) -> list[str]:
    """Return the public addresses of a host within the time that is left.

    Where one of them is not public, all are refused: a name that mixes both is made to mislead. The resolver knows no
    time limit, so it is asked in a thread that is left alone when its time is over.
    """
    box: list[Any] = []

    def ask() -> None:
        try:
            box.append(finder(target.host, target.port))
        except (OSError, UnicodeError) as error:
            box.append(error)

    thread = threading.Thread(target=ask, daemon=True, name="outgoing-resolver")
    thread.start()
    thread.join(deadline.left())
    if not box:
        raise UnreachableError("name_timeout")
    if isinstance(box[0], Exception) or not box[0]:
        raise UnreachableError("name")
    if not all(is_open(address) for address in box[0]):
        raise RefusedError("address")
    return list(box[0][:ADDRESSES])


class _Reader(io.RawIOBase):
    """Reads from a socket as long as time and bytes are left."""

    def __init__(self, sock: socket.socket, deadline: Deadline, largest: int) -> None:
        self._sock, self._deadline, self._left = sock, deadline, largest

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what there is. Raises TimeoutError and BadAnswerError."""
        if self._left <= 0:
            raise BadAnswerError("too_large", sent=True)
        self._sock.settimeout(self._deadline.left())
        count = self._sock.recv_into(memoryview(buffer)[: self._left])
        self._left -= count
        return count


class _Wire:
    """What ``http.client`` takes for a socket."""

    def __init__(self, sock: socket.socket, deadline: Deadline, largest: int) -> None:
        self._sock, self._deadline, self._largest = sock, deadline, largest

    def sendall(self, data: bytes) -> None:
        """Send everything within the time that is left."""
        self._sock.settimeout(self._deadline.left())
        self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return the answer as a file."""
        return io.BufferedReader(_Reader(self._sock, self._deadline, self._largest), BLOCK)

    def close(self) -> None:
        """Do nothing: ``http.client`` lets go of its socket before the answer is read; whoever opened it closes it."""


class Connection(http.client.HTTPConnection):
    """Speaks HTTP over a connection that is open already; it can open none by itself and knows no proxy."""

    def __init__(self, target: Target, sock: socket.socket, deadline: Deadline, largest: int) -> None:
        super().__init__(target.host, target.port)
        self.default_port = DEFAULT_PORTS[target.scheme]  # which port the header Host leaves out
        self.auto_open = 0
        self.sock = _Wire(sock, deadline, largest + HEAD)


def connect(target: Target, addresses: list[str], deadline: Deadline, trust: ssl.SSLContext) -> socket.socket:
    """Connect to the first address that answers, and agree on TLS under the host's own name."""
    last: OSError = TimeoutError()
    for address in addresses:
        try:
            sock = socket.create_connection((address, target.port), timeout=min(CONNECTING, deadline.left()))
        except OSError as error:
            last = error
            continue
        try:
            return _secured(sock, target, deadline, trust)
        except BaseException:
            sock.close()
            raise
    raise UnreachableError("timeout" if isinstance(last, TimeoutError) else "connection") from last


def _secured(sock: socket.socket, target: Target, deadline: Deadline, trust: ssl.SSLContext) -> socket.socket:
    if target.scheme != "https":
        return sock
    sock.settimeout(deadline.left())
    try:
        return trust.wrap_socket(sock, server_hostname=target.host)
    except TimeoutError as error:
        raise UnreachableError("timeout") from error
    except ssl.SSLCertVerificationError as error:
        raise UnreachableError("certificate") from error
    except OSError as error:  # ssl.SSLError is one
        raise UnreachableError("tls") from error
