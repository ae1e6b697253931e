"""``request``: the one way by which the server asks anything of another machine by HTTP.

The address is read, its name looked up here, every address of it checked, and the connection made to the checked
address itself, so that a name that leads elsewhere a moment later changes nothing; TLS and ``Host`` carry the name.
Each redirect passes the same door. Nothing is kept between requests, nothing is taken from the environment.
"""

import functools
import http.client
import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from participation.outgoing import wire
from participation.outgoing.errors import BadAnswerError, RefusedError, UnreachableError
from participation.outgoing.target import Target, read_target

AGENT = "Azotea/1"
SECONDS = 10.0
SIZE = 1024 * 1024
MOVED = frozenset({301, 302, 303, 307, 308})
SAFE = frozenset({"GET", "HEAD"})
METHODS = SAFE | {"POST", "PUT", "PATCH", "DELETE"}
ALWAYS = frozenset({"accept", "accept-language", "user-agent"})  # headers that go on to another site
OURS = frozenset({"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "te", "upgrade"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said: headers by their names in lower case, the body as it is once unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, and within which bounds."""

    method: str
    headers: Mapping[str, str]
    body: bytes
    deadline: wire.Deadline
    size: int
    read: bool


def request(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    seconds: float = SECONDS,
    size: int = SIZE,
    redirects: int = 0,
    read: bool = True,
) -> Answer:
    """Ask another machine and return its answer, whatever its status.

    ``seconds`` bounds everything together, ``size`` the body both as it comes and once unpacked; with ``read=False``
    the body is left unread. Only GET and HEAD follow redirects, at most ``redirects``; for others the redirect is the
    answer. Raises RefusedError, UnreachableError and BadAnswerError.
    """
    if method not in METHODS or (body and method in SAFE):
        raise ValueError(f"{method} cannot be sent so")
    given = {name.lower(): value for name, value in (headers or {}).items()}
    if not OURS.isdisjoint(given):
        raise ValueError("the way out sets these headers by itself")
    target, asked = read_target(url), Asked(method, given, body, wire.Deadline(seconds), size, read)
    for _step in range(redirects + 1):
        answer = _exchange(url, target, asked)
        if method not in SAFE or answer.status not in MOVED or "location" not in answer.headers or not redirects:
            return answer
        url = urljoin(url, answer.headers["location"])
        before, target = target, read_target(url)
        if before.scheme == "https" != target.scheme:
            raise RefusedError("scheme")
        if before.origin != target.origin:
            carried = {name: value for name, value in asked.headers.items() if name in ALWAYS}
            asked = replace(asked, headers=carried)
    raise BadAnswerError("redirects", sent=True)


def _exchange(url: str, target: Target, asked: Asked) -> Answer:
    """Make one connection, send one request, take one answer."""
    try:
        addresses = wire.resolve(target, asked.deadline, finder=wire.look_up)
        sock = wire.connect(target, addresses, asked.deadline, trusted())
    except TimeoutError as error:
        raise UnreachableError("timeout") from error
    link = wire.Connection(target, sock, asked.deadline, asked.size)
    try:
        headers = {"User-Agent": AGENT, "Connection": "close", **_titled(asked.headers)}
        link.request(asked.method, target.path, body=asked.body or None, headers=headers)
        response = link.getresponse()
        kept = {name.lower(): value for name, value in response.getheaders()}
        wanted = asked.read and asked.method != "HEAD"
        content = _body(response, kept.get("content-encoding", ""), asked.size) if wanted else b""
        return Answer(response.status, kept, content, url)
    except TimeoutError as error:
        raise UnreachableError("timeout", sent=True) from error
    except http.client.HTTPException as error:
        raise BadAnswerError("broken", sent=True) from error
    except OSError as error:
        raise UnreachableError("connection", sent=True) from error
    finally:
        link.close()
        sock.close()


def _titled(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.title(): value for name, value in headers.items()}


def _body(response: http.client.HTTPResponse, encoding: str, size: int) -> bytes:
    """Return the whole body, unpacked. Raises BadAnswerError where it is too large, packed or unpacked."""
    raw = response.read(size + 1)
    if len(raw) > size:
        raise BadAnswerError("too_large", sent=True)
    if response.length:  # less came than was announced
        raise BadAnswerError("broken", sent=True)
    if encoding.strip().lower() in {"", "identity"}:
        return raw
    if encoding.strip().lower() not in {"gzip", "x-gzip", "deflate"}:
        raise BadAnswerError("encoding", sent=True)
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    try:
        content = unpacker.decompress(raw, size + 1)
    except zlib.error as error:
        raise BadAnswerError("encoding", sent=True) from error
    if len(content) > size:
        raise BadAnswerError("too_large", sent=True)
    if not unpacker.eof:
        raise BadAnswerError("encoding", sent=True)
    return content


@functools.cache
def trusted() -> ssl.SSLContext:
    """Return whom we believe: the authorities of the system (or of SSL_CERT_FILE), TLS 1.2 or later."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
