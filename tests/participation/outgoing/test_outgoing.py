"""The one way out: whom it calls, whom never, and that every answer is bounded."""

import gzip
import time
from typing import Any

import pytest

from participation.outgoing import client, wire
from participation.outgoing.addresses import is_open
from participation.outgoing.client import request
from participation.outgoing.errors import BadAnswerError, OutgoingError, RefusedError, UnreachableError
from participation.outgoing.target import read_target
from tests.participation.outgoing.receiver import HOST, Receiver, receiving, say

CLOSED = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.8.8.8 168.63.129.16
169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255
198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b:1::1 100::1
2001::1 2001:0:53aa:64c:0:1:8000:1 2001:db8::1 2002:7f00:1::1 2002:c0a8:101::1 3fff::1 fc00::1 fd00:ec2::254 fe80::1
fe80::1%eth0 fec0::1 ff02::1 ff0e::1 5f00::1 2606:4700::1%1 nada 1.2.3 0x7f.1 2130706433
""".split()  # noqa: SIM905
OPEN = [
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "192.169.0.1",
    "2606:4700::1111",
    "2a00:1450::1",
]


def test_only_public_addresses_are_open() -> None:
    assert [address for address in CLOSED if is_open(address)] == []
    assert [address for address in OPEN if not is_open(address)] == []


@pytest.mark.parametrize("closed", ["127.0.0.1", "::ffff:169.254.169.254", "fd00:ec2::254", "100.100.100.200"])
def test_a_name_that_leads_inside_is_never_called(closed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it has a public address beside the private one."""
    dialled: list[Any] = []
    monkeypatch.setattr(wire.socket, "create_connection", lambda *args, **kwargs: dialled.append(args))
    for found in ([closed], ["1.1.1.1", closed]):
        monkeypatch.setattr(wire, "look_up", lambda host, port, found=found: found)
        with pytest.raises(RefusedError, match="address"):
            request("GET", "https://programa.example.org/")
    assert dialled == []


def test_the_connection_goes_to_the_address_that_was_checked(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads elsewhere at the second look (rebinding) is looked up once, and TLS still proves the name."""
    answers = iter([["127.0.0.1"]])
    monkeypatch.setattr(wire, "look_up", lambda host, port: next(answers))
    dialled: list[Any] = []
    dial = wire.socket.create_connection
    monkeypatch.setattr(wire.socket, "create_connection", lambda to, **more: dialled.append(to) or dial(to, **more))
    answer = request("GET", f"{receiver.url}/a?b=ñ")
    assert (answer.status, answer.body) == (200, b"bien")
    assert dialled == [("127.0.0.1", receiver.port)]
    (method, path, headers, body) = receiver.heard[0]
    assert (method, path, body) == ("GET", "/a?b=%C3%B1", b"")
    assert headers == {
        "Host": f"{HOST}:{receiver.port}", "Accept-Encoding": "identity", "User-Agent": "Azotea/1", "Connection": "close",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://programa.example.org/", "scheme"), ("ftp://programa.example.org/", "scheme"), ("file:///etc/passwd", "scheme"),
        ("gopher://programa.example.org/", "scheme"), ("//programa.example.org/", "scheme"), ("", "scheme"),
        ("https://programa.example.org:22/", "port"), ("https://programa.example.org:80/", "port"),
        ("https://programa.example.org:99999/", "malformed"), ("https://programa.example.org:-1/", "malformed"),
        ("https://ana:x@programa.example.org/", "credentials"), ("https://@programa.example.org/", "credentials"),
        ("https://127.0.0.1/", "address"), ("https://[::1]/", "address"), ("https://[::ffff:10.0.0.1]/", "address"),
        ("https://[fe80::1%25eth0]/", "address"), ("https://localhost/", "address"), ("https://LOCALHOST./", "address"),
        ("https://metadata.google.internal/", "address"), ("https://redis/", "address"), ("https://2130706433/", "address"),
        ("https://0x7f000001/", "address"), ("https://a b.example.org/", "malformed"), ("https:///x", "malformed"),
        ("https://programa.example.org/\r\nX: y", "malformed"), ("https://programa.example.org\\@x.example.org/", "malformed"),
        ("https://programa.example.org/\x00", "malformed"), ("https://-a.example.org/", "malformed"), ("https://[::1/", "malformed"),
        ("https://" + "a" * 64 + ".example.org/", "malformed"), ("https://programa.example.org/" + "a" * 2000, "too_long"),
        ("https://programa.example.org/\ud800", "malformed"), ("https://\ud800.example.org/", "malformed"),
    ],
)  # fmt: skip
def test_what_is_no_plain_public_address_is_refused_before_any_look_up(
    url: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "look_up", lambda host, port: pytest.fail("looked up"))
    with pytest.raises(RefusedError) as refused:
        request("GET", url)
    assert refused.value.code == code


def test_numbers_dressed_as_names_are_seen_for_what_the_system_makes_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """``0x7f.1`` is 127.0.0.1 for the system's resolver: the address counts, not how it was written."""
    for name in ("0x7f.1", "127.1", "0177.0.0.1"):
        with pytest.raises((RefusedError, UnreachableError)):
            request("GET", f"https://{name}/")


def test_http_goes_by_a_setting_and_never_down_from_https(receiver: Receiver, settings: Any) -> None:
    settings.AZOTEA_OUTGOING_HTTP = True
    assert read_target("http://programa.example.org/x").port == 80
    receiver.script = say(302, Location=f"http://{HOST}/")
    with pytest.raises(RefusedError, match="scheme"):
        request("GET", f"{receiver.url}/", redirects=3)


def test_redirects_pass_the_same_door_and_leave_credentials_behind(receiver: Receiver) -> None:
    def script(handler: Any) -> None:
        here = handler.path
        {
            "/1": say(302, Location="/2"),
            "/2": say(307, Location=f"https://otro.{HOST}:{receiver.port}/3"),
            "/loop": say(301, Location="/loop"),
            "/inside": say(302, Location="https://169.254.169.254/latest/meta-data/"),
            "/name": say(302, Location="https://metadata.example.net/"),
        }.get(here, say(200, b"fin"))(handler)

    receiver.script = script
    with pytest.raises(UnreachableError, match="certificate"):  # the other site's name is not in the certificate
        request("GET", f"{receiver.url}/1", headers={"Authorization": "Bearer x"}, redirects=5)
    assert [entry[1] for entry in receiver.heard] == ["/1", "/2"]
    for path, error in (("/loop", BadAnswerError), ("/inside", RefusedError), ("/name", UnreachableError)):
        with pytest.raises(error):
            request("GET", f"{receiver.url}{path}", redirects=3)
    assert request("GET", f"{receiver.url}/1").status == 302  # not followed unless asked for
    assert request("POST", f"{receiver.url}/1", body=b"x", redirects=5).status == 302


def test_headers_of_the_caller_stay_with_the_site_that_they_were_meant_for(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = f"otro.{HOST}"
    receiver.trust.check_hostname = False
    receiver.script = lambda handler: (
        say(302, Location=f"https://{other}:{receiver.port}/b") if handler.path == "/a" else say(200)
    )(handler)
    request("GET", f"{receiver.url}/a", headers={"Authorization": "Bearer x", "Accept": "text/plain"}, redirects=1)
    assert receiver.heard[0][2]["Authorization"] == "Bearer x"
    assert "Authorization" not in receiver.heard[1][2]
    assert receiver.heard[1][2]["Accept"] == "text/plain"
    assert receiver.looked_up == [HOST, other]


def test_a_certificate_of_somebody_else_is_not_believed(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for change in (
        lambda: monkeypatch.setattr(client, "trusted", client.ssl.create_default_context),
        lambda: monkeypatch.setattr(client, "trusted", lambda: receiver.trust),
    ):
        change()
        host = "otra.example.org" if client.trusted() is receiver.trust else HOST
        monkeypatch.setattr(wire, "look_up", lambda host, port: ["127.0.0.1"])
        with pytest.raises(UnreachableError, match="certificate"):
            request("POST", f"https://{host}:{receiver.port}/", body=b"secreto")
    assert receiver.heard == []


def _drip(handler: Any) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(200):
        handler.wfile.write(b"X-%d: y\r\n" % number)
        time.sleep(0.02)


def _drip_body(handler: Any) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _turn in range(200):
        handler.wfile.write(b"x")
        time.sleep(0.02)


@pytest.mark.parametrize("script", [_drip, _drip_body, lambda handler: time.sleep(2)])
def test_one_clock_for_everything(receiver: Receiver, script: Any) -> None:
    """A byte now and then does not lengthen the time."""
    receiver.script = script
    begun = time.monotonic()
    with pytest.raises(UnreachableError) as error:
        request("GET", f"{receiver.url}/", seconds=0.3)
    assert (error.value.code, error.value.sent) == ("timeout", True)
    assert time.monotonic() - begun < 0.8


def test_a_resolver_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "look_up", lambda host, port: time.sleep(1) or ["1.1.1.1"])
    begun = time.monotonic()
    with pytest.raises(UnreachableError, match="name_timeout"):
        request("GET", "https://programa.example.org/", seconds=0.1)
    assert time.monotonic() - begun < 0.6


BOMB = gzip.compress(b"0" * 5_000_000)
UNLIMITED = lambda handler: (  # noqa: E731
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n"), [handler.wfile.write(b"x" * 65536) for _ in range(200)],
)  # fmt: skip


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (say(200, b"x" * 20_001), "too_large"),
        (say(200, BOMB, Content_Encoding="gzip"), "too_large"),
        (UNLIMITED, "too_large"),
        (say(200, b"x", Content_Encoding="br"), "encoding"),
        (say(200, b"nada", Content_Encoding="gzip"), "encoding"),
        (lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH\r\n"), "broken"),
        (lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200), "broken"),
        (lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"), "broken"),
    ],
)
def test_what_comes_back_is_bounded(receiver: Receiver, script: Any, code: str) -> None:
    receiver.script = script
    with pytest.raises(BadAnswerError) as error:
        request("GET", f"{receiver.url}/", size=20_000)
    assert (error.value.code, error.value.sent) == (code, True)


def test_a_packed_answer_is_unpacked_and_an_unread_one_left_alone(receiver: Receiver) -> None:
    receiver.script = say(200, gzip.compress("año".encode()), Content_Encoding="gzip", Set_Cookie="a=b")
    assert request("GET", f"{receiver.url}/").body.decode() == "año"
    receiver.script = UNLIMITED
    assert request("POST", f"{receiver.url}/", body=b"{}", read=False).status == 200
    assert "Cookie" not in receiver.heard[1][2]  # nothing is kept between two requests


def test_no_proxy_is_taken_from_the_environment(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert request("GET", f"{receiver.url}/").status == 200


def test_headers_cannot_carry_a_second_request(receiver: Receiver) -> None:
    for name, value in (("X", "a\r\nHost: b"), ("X\r\nY", "a"), ("Host", "b"), ("Content-Length", "0")):
        with pytest.raises((ValueError, OutgoingError)):
            request("GET", f"{receiver.url}/", headers={name: value})
    assert receiver.heard == []


def test_plain_http_where_the_setting_allows_it(tmp_path: Any, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    from tests.participation.outgoing.conftest import open_door

    with receiving(tmp_path, tls=False) as plain:
        open_door(plain, monkeypatch, settings)
        settings.AZOTEA_OUTGOING_HTTP = True
        assert request("GET", f"http://{HOST}:{plain.port}/").body == b"bien"
