"""Slow readers do not hold the web process: with a real gunicorn of one worker and one thread."""

import http.client
import io
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse

from config.demo_net import free_port
from participation.web import courier as room
from participation.web.courier import MOST_EACH, Courier, Parcel, exchange, source_of
from tests.participation.web.courier_app import BIG

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def port():
    """Serve with one thread: a single reader who held it would stop everything."""
    found = free_port(18_400)
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "--workers", "1", "--threads", "1", "--worker-class", "gthread"),
            *("--bind", f"127.0.0.1:{found}", "--log-level", "warning", "--graceful-timeout", "1"),
            "tests.participation.web.courier_app:application",
        ],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
    )
    try:
        until = time.monotonic() + 60
        while True:
            try:
                carried(found)
                break
            except OSError:
                assert time.monotonic() < until, "gunicorn did not start"
                time.sleep(0.2)
        yield found
    finally:
        server.terminate()
        server.wait(timeout=20)


def carried(port: int) -> int:
    """Ask the small page how many answers are on their way."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    link.request("GET", "/")
    try:
        return int(link.getresponse().read())
    finally:
        link.close()


def ask(port: int, path: str, *, version: str = "1.1", method: str = "GET") -> socket.socket:
    """Ask for something and read nothing of it, as slowly as one can."""
    link = socket.socket()
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    link.connect(("127.0.0.1", port))
    link.settimeout(20)
    link.sendall(f"{method} {path} HTTP/{version}\r\nHost: localhost\r\n\r\n".encode())
    return link


def rest(link: socket.socket) -> tuple[bytes, bytes]:
    """Read everything; return head and body."""
    parts = []
    while part := link.recv(1 << 16):
        parts.append(part)
    link.close()
    head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    return head, body


def settles(port: int, count: int) -> None:
    """Wait until so many answers are on their way."""
    until = time.monotonic() + 20
    while carried(port) != count:
        assert time.monotonic() < until, carried(port)
        time.sleep(0.1)


def test_ten_readers_who_do_not_read_hold_no_thread(port):
    """Without the courier the first of them would keep the only thread, and the page would never come."""
    slow = [ask(port, path) for path in ("/memory", "/file") * 5]
    settles(port, 10)
    began = time.monotonic()
    for _ in range(20):
        assert carried(port) == 10
    assert time.monotonic() - began < 10
    for link in slow:
        head, body = rest(link)
        assert head.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"\r\nConnection: close" in head
        assert f"\r\nContent-Length: {len(BIG)}".encode() in head
        assert body == BIG
    settles(port, 0)


@pytest.mark.parametrize("path", ["/memory", "/file"])
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_fast_reader_gets_every_byte(port, path, version):
    assert rest(ask(port, path, version=version))[1] == BIG


def test_readers_who_go_away_are_forgotten(port):
    slow = [ask(port, "/file") for _ in range(4)]
    settles(port, 4)
    for link in slow:
        link.close()
    settles(port, 0)


def test_only_the_head_is_asked_for(port):
    head, body = rest_of_head(port)
    assert f"Content-Length: {len(BIG)}".encode() in head
    assert body == b""
    assert carried(port) == 0


def rest_of_head(port: int) -> tuple[bytes, bytes]:
    """Ask for the head of a big answer on a connection that stays open."""
    link = ask(port, "/memory", method="HEAD")
    data = link.recv(1 << 16)
    link.close()
    head, _, body = data.partition(b"\r\n\r\n")
    return head, body


def pair() -> tuple[socket.socket, socket.socket]:
    return socket.socketpair()


def test_who_has_too_many_downloads_gets_no_further_one():
    bringing, ends = Courier(), []
    for _ in range(MOST_EACH):
        assert bringing.has_room("1.1.1.1")
        ours, theirs = pair()
        ends.append(theirs)
        bringing.take(Parcel(ours, io.BytesIO(BIG), len(BIG), "1.1.1.1"))
    assert not bringing.has_room("1.1.1.1")
    assert bringing.has_room("2.2.2.2")
    ends.pop().close()
    until = time.monotonic() + 10
    while not bringing.has_room("1.1.1.1"):
        assert time.monotonic() < until
        time.sleep(0.05)
    for end in ends:
        end.close()


def test_a_file_that_breaks_ends_its_own_download_only():
    class Broken:
        def read(self, _size):
            raise ValueError("disk")

        def close(self):
            pass

    bringing = Courier()
    (bad, bad_end), (good, good_end) = pair(), pair()
    bringing.take(Parcel(bad, Broken(), 10, "a"))
    bringing.take(Parcel(good, io.BytesIO(b"x" * 10), 10, "a"))
    good_end.settimeout(10)
    bad_end.settimeout(10)
    assert rest(bad_end)[0] == b""
    assert rest(good_end)[0] == b"x" * 10


def test_who_takes_nothing_for_a_minute_is_let_go(monkeypatch):
    parcel = Parcel(*pair()[:1], io.BytesIO(b""), 1, "a", began=0.0, moved=0.0)
    assert not parcel.is_late(59.0)
    assert parcel.is_late(61.0)
    parcel.moved = 3590.0
    assert not parcel.is_late(3599.0)
    assert parcel.is_late(3601.0)
    parcel.sent = True
    assert parcel.is_late(3596.0)
    parcel.close()


def test_the_former_owner_keeps_a_dead_connection():
    ours, theirs = pair()
    living = exchange(ours)
    living.setblocking(True)
    ours.setblocking(False)  # as the server does with connections that wait
    ours.shutdown(socket.SHUT_RDWR)
    ours.close()
    living.sendall(b"still here")
    assert theirs.recv(20) == b"still here"
    for end in (living, theirs):
        end.close()


@pytest.mark.django_db  # closing an answer tells Django that the request ended, which looks at its connection
def test_what_can_be_handed_over(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    answer = FileResponse((tmp_path / "a").open("rb"))
    wrapped = type("Wrapper", (), {"filelike": answer.file_to_stream})()
    with source_of(wrapped) as source:
        answer.close()
        assert source.read() == b"abc"
    assert source_of(HttpResponse(b"xyz")).read() == b"xyz"
    assert source_of(StreamingHttpResponse([b"x"])) is None
    assert source_of(type("Wrapper", (), {"filelike": io.BytesIO(b"x")})()) is None


def test_an_answer_that_is_short_or_of_another_server_is_sent_as_usual():
    sent = []

    def start(status, headers, *_more):
        sent.append(status)

    for size, environ in [(10, {"gunicorn.socket": pair()[0]}), (10**6, {})]:
        answer = HttpResponse(b"x" * size)

        def application(_environ, start_response, answer=answer, size=size):
            start_response("200 OK", [("Content-Length", str(size))])
            return answer

        environ |= {"REQUEST_METHOD": "GET", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "1.1.1.1"}
        assert room.HandingOver(application)(environ, start) is answer
    assert sent == ["200 OK"] * 2
