"""Reading an address that somebody typed: what of it may be called at all, before any name is looked up."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

from django.conf import settings

from participation.outgoing.addresses import is_open
from participation.outgoing.errors import RefusedError

LONGEST = 2000
NAME = re.compile(r"^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?)*$")
DEFAULT_PORTS = {"https": 443, "http": 80}
KEPT = "/%:=&?~+!$,;'@()*[]"  # what an address may hold as it stands; everything else is percent-encoded


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: ``host`` in ASCII, ``path`` with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """Return what two addresses of one site have in common."""
        return self.scheme, self.host, self.port


def read_target(url: str) -> Target:
    """Return where an address leads. Raises RefusedError with the reason as its code."""
    if len(url) > LONGEST:
        raise RefusedError("too_long")
    if any(ord(letter) <= 32 or ord(letter) == 127 or letter == "\\" for letter in url):
        raise RefusedError("malformed")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise RefusedError("malformed") from None
    if parts.scheme not in DEFAULT_PORTS or (parts.scheme == "http" and not settings.AZOTEA_OUTGOING_HTTP):
        raise RefusedError("scheme")
    if parts.username is not None or parts.password is not None:
        raise RefusedError("credentials")
    port = DEFAULT_PORTS[parts.scheme] if port is None else port
    if port not in settings.AZOTEA_OUTGOING_PORTS and not (settings.AZOTEA_OUTGOING_HTTP and port == 80):
        raise RefusedError("port")
    return Target(parts.scheme, _host(host), port, _path(parts.path, parts.query))


def _host(host: str) -> str:
    """Return a host's name in ASCII, or its address where that is a public one."""
    try:
        ip_address(host)
    except ValueError:
        pass
    else:
        if not is_open(host):
            raise RefusedError("address")
        return host
    try:
        name = host.rstrip(".").encode("idna").decode("ascii").lower()
    except (UnicodeError, ValueError):
        raise RefusedError("malformed") from None
    if not NAME.match(name):
        raise RefusedError("malformed")
    if "." not in name or name.rpartition(".")[2] in {"localhost", "local", "internal", "localdomain", "arpa", "onion"}:
        raise RefusedError(
            "address"
        )  # names of the inside; what other names lead to is looked at when they are resolved
    return name


def _path(path: str, query: str) -> str:
    try:
        return quote(path or "/", safe=KEPT) + (f"?{quote(query, safe=KEPT)}" if query else "")
    except UnicodeEncodeError:  # half of a character
        raise RefusedError("malformed") from None
