"""A client that costs little: raw sockets kept open, one loop, every body read to its end, every status checked."""

import re
import select
import selectors
import socket
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from bench.errors import BenchError

STATUS = re.compile(rb"^HTTP/1\.[01] (\d{3})")
LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
CHUNKED = re.compile(rb"(?i)\r\ntransfer-encoding: *chunked")
CLOSES = re.compile(rb"(?i)\r\nconnection: *close")
QUERIES = re.compile(rb"(?i)\r\nx-bench-queries: *(\d+)")
WORKER = re.compile(rb"(?i)\r\nx-bench-worker: *(\d+)")
BROWSER = "Mozilla/5.0 (Linux; Android 14) bench"
PATIENCE = 60.0  # seconds for one answer
ADDRESSES = 997  # readers behind the proxy; a prime, so that each falls on ever other pages


class Ask(NamedTuple):
    """A request as it goes over the wire, and the status that it must be answered with."""

    path: str
    wire: bytes
    status: int = 200


def ask(path: str, *, host: str = "localhost", cookie: str = "", form: str | None = None, number: int = 0) -> Ask:
    """Return a request as a phone's browser sends it: compressed answers, a language, a reader's own address.

    With ``form`` it is a post, whose good answer sends the browser on (302).
    """
    lines = [
        f"{'GET' if form is None else 'POST'} {path} HTTP/1.1",
        f"Host: {host}",
        f"User-Agent: {BROWSER}",
        "Accept: text/html,application/json;q=0.9,*/*;q=0.8",
        "Accept-Encoding: gzip",
        "Accept-Language: es-MX,es;q=0.9",
        f"X-Forwarded-For: 10.0.{number % ADDRESSES // 250}.{number % ADDRESSES % 250 + 1}",
    ]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if form is not None:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(form.encode())}"]
    wire = "\r\n".join([*lines, "", form or ""]) if form is not None else "\r\n".join([*lines, "", ""])
    return Ask(path, wire.encode(), 200 if form is None else 302)


@dataclass(slots=True)
class Round:
    """What came of one round: how many answers in how long, the queries that each took, the seconds of each."""

    answers: int = 0
    seconds: float = 0.0
    processor: float = 0.0  # seconds of processor time that the server and its database took
    queries: list[int] = field(default_factory=list)
    spent: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Return requests per second."""
        return self.answers / self.seconds if self.seconds else 0.0

    @property
    def effort(self) -> float:
        """Return the seconds of processor time for one answer."""
        return self.processor / self.answers if self.answers else 0.0


def unchunked(body: bytes | bytearray) -> bytes | None:
    """Return the content of a chunked body that has wholly arrived, else None."""
    place, content = 0, bytearray()
    while True:
        end = body.find(b"\r\n", place)
        if end < 0:
            return None
        size = int(bytes(body[place:end]).split(b";")[0] or b"0", 16)
        if len(body) < end + 4 + size:
            return None
        if size == 0:
            return bytes(content)
        content += body[end + 2 : end + 2 + size]
        place = end + 4 + size


class Link:
    """One connection with at most one request under way."""

    __slots__ = ("asked", "began", "buffer", "head", "needs", "port", "sock", "worker")

    def __init__(self, port: int) -> None:
        self.port = port
        self.worker = 0
        self.asked: Ask | None = None
        self.connect()

    def connect(self) -> None:
        """Open the connection anew."""
        self.sock = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, asked: Ask) -> None:
        """Send a request; a connection that the server had closed in the meantime is opened again."""
        self.asked, self.buffer, self.head, self.needs = asked, bytearray(), b"", -1
        if self.is_closed():
            self.sock.close()
            self.connect()
        self.began = time.perf_counter()
        self.sock.sendall(asked.wire)

    def is_closed(self) -> bool:
        """Tell whether the server has ended the connection, as it does with those that say nothing for some seconds."""
        ready, _to_write, _broken = select.select([self.sock], [], [], 0)
        return bool(ready)

    def receive(self) -> bool:
        """Take what has arrived; return True where the answer is whole. Raises BenchError for a wrong status."""
        data = self.sock.recv(262144)
        if not data:
            raise BenchError(f"{self.asked.path if self.asked else '?'}: the server closed the connection.")
        self.buffer += data
        if not self.head:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return False
            self._read_head(bytes(self.buffer[:end]))
            del self.buffer[: end + 4]
        if self.needs >= 0:
            return len(self.buffer) >= self.needs
        return unchunked(self.buffer) is not None

    def _read_head(self, head: bytes) -> None:
        assert self.asked is not None
        self.head = head
        status = STATUS.match(head)
        if status is None or int(status[1]) != self.asked.status:
            raise BenchError(f"{self.asked.path} answered {head[:60]!r} instead of {self.asked.status}.")
        length = LENGTH.search(head)
        if length:
            self.needs = int(length[1])
        elif not CHUNKED.search(head):
            self.needs = 0
        worker = WORKER.search(head)
        if worker:
            self.worker = int(worker[1])

    def content(self) -> bytes:
        """Return the body of the answer that has arrived."""
        return bytes(self.buffer) if self.needs >= 0 else unchunked(self.buffer) or b""

    def whole(self, asked: Ask) -> bytes:
        """Ask and wait; return the body. Whoever asks alone sends no compressed answer back to be unpacked."""
        self.send(asked)
        while not self.receive():
            pass
        self.renew()
        return self.content()

    def renew(self) -> None:
        """Connect again where the server said that it closes."""
        if CLOSES.search(self.head):
            self.sock.close()
            self.connect()


class Client:
    """Several connections to one server, spread evenly over its processes."""

    def __init__(self, port: int, *, connections: int, workers: int, probe: str) -> None:
        self.links = _spread(port, connections, workers, ask(probe))

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_error: object) -> None:
        for link in self.links:
            link.sock.close()

    def visit(self, asks: Iterable[Ask], *, seconds: float) -> list[Ask]:
        """Ask each once of every process of the server, whose memory is its own; return those that time allowed."""
        began, visited = time.perf_counter(), []
        links = {link.worker: link for link in self.links}.values()
        for asked in asks:
            for link in links:
                link.whole(asked)
            visited.append(asked)
            if time.perf_counter() - began > seconds:
                break
        return visited

    def run(self, asks: Iterator[Ask], *, seconds: float, most: int | None = None) -> Round:
        """Ask over every connection until the time or the number is over; wait for the last answers."""
        done = Round()
        with selectors.DefaultSelector() as waiting:
            began = time.perf_counter()
            sent = busy = 0
            for link in self.links:
                waiting.register(link.sock, selectors.EVENT_READ, link)
                following = next(asks, None) if most is None or sent < most else None
                if following is not None:
                    link.send(following)
                    sent, busy = sent + 1, busy + 1
            while busy:
                ready = waiting.select(PATIENCE)
                if not ready:
                    raise BenchError(f"No answer within {PATIENCE:.0f} seconds.")
                for key, _events in ready:
                    link = key.data
                    if not link.receive():
                        continue
                    busy -= 1
                    _note(done, link)
                    if CLOSES.search(link.head):
                        waiting.unregister(link.sock)
                        link.renew()
                        waiting.register(link.sock, selectors.EVENT_READ, link)
                    over = time.perf_counter() - began >= seconds or (most is not None and sent >= most)
                    following = None if over else next(asks, None)
                    if following is not None:
                        link.send(following)
                        sent, busy = sent + 1, busy + 1
            done.seconds = time.perf_counter() - began
        return done


def _note(done: Round, link: Link) -> None:
    done.answers += 1
    done.spent.append(time.perf_counter() - link.began)
    queries = QUERIES.search(link.head)
    if queries:
        done.queries.append(int(queries[1]))


def _spread(port: int, connections: int, workers: int, probe: Ask) -> list[Link]:
    """Open connections until each process of the server has its share; which one answers is the system's choice."""
    share = -(-connections // workers)
    kept: list[Link] = []
    surplus: list[Link] = []
    for _try in range(connections * 4):
        link = Link(port)
        link.whole(probe)
        if sum(1 for other in kept if other.worker == link.worker) < share:
            kept.append(link)
        else:
            surplus.append(link)
        if len(kept) == connections:
            break
    while len(kept) < connections:
        kept.append(surplus.pop())
    for link in surplus:
        link.sock.close()
    return kept
