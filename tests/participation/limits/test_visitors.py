"""Who is counted: nobody escapes by what they write into a header."""

import pytest
from django.test import RequestFactory

from participation.limits.visitors import client_ip, network_of, visitor


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "expected"),
    [
        (0, "1.1.1.1", "9.9.9.9", "9.9.9.9"),
        (1, "6.6.6.6, 1.1.1.1", "9.9.9.9", "1.1.1.1"),
        (1, "1.1.1.1,,", "9.9.9.9", "1.1.1.1"),
        (2, "1.1.1.1", "9.9.9.9", "9.9.9.9"),
        (1, "unknown", "9.9.9.9", "9.9.9.9"),
        (1, "1.1.1.1:4711", "9.9.9.9", "9.9.9.9"),
        (1, "[2001:db8::1]", "9.9.9.9", "2001:db8::1"),
        (1, "::ffff:1.1.1.1", "9.9.9.9", "1.1.1.1"),
        (0, "", "", "0.0.0.0"),
    ],
)
def test_the_address(settings, proxies, forwarded, remote, expected):
    settings.AZOTEA_TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR=remote)
    assert client_ip(request) == expected


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("187.190.1.2", "187.190.1.2"),
        ("2806:2f0:1:2:3:4:5:6", "2806:2f0:1:2::"),
        ("2806:2f0:1:2:ffff::1", "2806:2f0:1:2::"),
        ("2806:2f0:1:3::1", "2806:2f0:1:3::"),
    ],
)
def test_a_network_of_ipv6_counts_as_one(address, counted):
    """Whoever has a network of 2^64 addresses must not have as many tries."""
    assert network_of(address) == counted
    assert visitor(RequestFactory().get("/", REMOTE_ADDR=address)) == counted
