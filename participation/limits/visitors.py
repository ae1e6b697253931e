"""Who calls: the address of a visitor behind our own proxies, and what limits count by."""

import ipaddress
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest

NO_ADDRESS = "0.0.0.0"  # noqa: S104 (a request that came by a socket has none)
NETWORK = 64  # bits of an IPv6 address that one household or one server is given


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def address_of(meta: Mapping[str, Any]) -> str:
    """Return the address of whoever sent a request, from its environment.

    It is the entry that the outermost of our own AZOTEA_TRUSTED_PROXIES wrote into ``X-Forwarded-For``. What a visitor
    writes there only adds entries on the left, which nobody reads; a list that is shorter than our proxies, or an entry
    that is no address, did not come through them: then it is whoever holds the connection.
    """
    candidates = [str(meta.get("REMOTE_ADDR", ""))]
    trusted = settings.AZOTEA_TRUSTED_PROXIES
    hops = [part.strip() for part in str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",") if part.strip()]
    if 0 < trusted <= len(hops):
        candidates.insert(0, hops[-trusted])
    for candidate in candidates:
        found = _address(candidate)
        if found is not None:
            return str(found)
    return NO_ADDRESS


def client_ip(request: HttpRequest) -> str:
    """Return the address of whoever sent a request."""
    return address_of(request.META)


def network_of(address: str) -> str:
    """Return what limits count by: the address, or of an IPv6 address the network, which one caller has whole."""
    found = _address(address)
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Network((found, NETWORK), strict=False).network_address)
    return address


def visitor(request: HttpRequest) -> str:
    """Return who is counted without an account."""
    return network_of(client_ip(request))
