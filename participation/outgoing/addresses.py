"""Which addresses of the internet the server may call: public ones only.

The lists are those of the IANA registries of special-purpose addresses, written out: what Python's ``ipaddress`` counts
as global changes with its version. Of IPv6 only what is handed out to the public (2000::/3) is open, without the ranges
that carry an IPv4 address within, by which a private one could be reached.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

CLOSED_4 = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by a provider's customers; some clouds keep their metadata here
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # inner services of a cloud, at an address that looks public
        "169.254.0.0/16",  # link-local: metadata of most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocols
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # measurements
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
OPEN_6 = ip_network("2000::/3")
CLOSED_6 = tuple(
    ip_network(text)
    for text in (
        "2001::/23",  # protocols; Teredo carries an IPv4 address
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4 carries an IPv4 address
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)


def is_open(text: str) -> bool:
    """Tell whether the server may call this address; a text that is no address, or one with a zone, is not open."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if isinstance(address, IPv4Address):
        return not any(address in network for network in CLOSED_4)
    return address.scope_id is None and address in OPEN_6 and not any(address in network for network in CLOSED_6)
