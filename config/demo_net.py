"""Ports and health of the demo's web process."""

import http.client
import socket
import time
from collections.abc import Callable


def loopback_addresses() -> list[str]:
    """Return the addresses that ``localhost`` may mean here: IPv4, and IPv6 where the machine has it."""
    addresses = ["127.0.0.1"]
    if socket.has_ipv6:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            try:
                probe.bind(("::1", 0))
            except OSError:
                return addresses
        addresses.append("[::1]")
    return addresses


def is_free(port: int) -> bool:
    """Tell whether nothing serves at the port on this machine and this user may use it."""
    for address in loopback_addresses():
        family = socket.AF_INET6 if address.startswith("[") else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            # As servers do: a port whose last connections are still closing is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address.strip("[]"), port))
            except OSError:
                return False
    return True


def free_port(first: int, tries: int = 100) -> int | None:
    """Return the first free port from ``first`` on, or None."""
    return next((port for port in range(first, first + tries) if is_free(port)), None)


def is_healthy(port: int) -> bool:
    """Ask the readiness check once."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        link.request("GET", "/salud/listo/", headers={"Host": "localhost"})
        return link.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


def wait_until_healthy(port: int, *, alive: Callable[[], bool], seconds: float = 90) -> bool:
    """Wait until the site answers; give up when a process died or the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and alive():
        if is_healthy(port):
            return alive()
        time.sleep(0.2)
    return False
