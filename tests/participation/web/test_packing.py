"""Compression of answers: for kept pages the same bytes, for a person's own a length that says nothing."""

import gzip

import pytest
from django.http import HttpRequest, HttpResponse

from participation.web.middleware import CompressionMiddleware
from participation.web.packing import gzipped, takes_gzip

TEXT = b"Respaldar " * 100


def packed(content: bytes, accepted: str | None) -> HttpResponse:
    request = HttpRequest()
    if accepted is not None:
        request.META["HTTP_ACCEPT_ENCODING"] = accepted
    return CompressionMiddleware(lambda _request: HttpResponse(content))(request)  # type: ignore[return-value, arg-type]


def test_what_is_padded_says_the_same_at_another_length() -> None:
    made = [gzipped(TEXT, padded=True) for _n in range(40)]
    assert {gzip.decompress(each) for each in made} == {TEXT}
    assert len({len(each) for each in made}) > 5
    assert gzipped(TEXT) == gzipped(TEXT)


def test_an_answer_of_ones_own_is_padded() -> None:
    answers = [packed(TEXT, "gzip, deflate, br") for _n in range(40)]
    assert {gzip.decompress(each.content) for each in answers} == {TEXT}
    assert len({len(each.content) for each in answers}) > 5
    assert all(each["Content-Length"] == str(len(each.content)) for each in answers)
    assert {(each["Content-Encoding"], each["Vary"]) for each in answers} == {("gzip", "Accept-Encoding")}


@pytest.mark.parametrize("accepted", [None, "", "br", "identity", "gzip;q=0"])
def test_who_takes_no_gzip_gets_none(accepted: str | None) -> None:
    answer = packed(TEXT, accepted)
    assert answer.content == TEXT
    assert "Content-Encoding" not in answer
    assert answer["Vary"] == "Accept-Encoding"


def test_what_is_tiny_or_compressed_is_left_alone() -> None:
    assert packed(b"ok", "gzip").content == b"ok"
    assert "Content-Length" not in packed(b"", "gzip")


@pytest.mark.parametrize(
    ("accepted", "takes"), [("gzip", True), ("br, gzip;q=0.5", True), ("br", False), ("gzip;q=0", False), ("", False)]
)
def test_an_accept_encoding_is_read(accepted: str, takes: bool) -> None:
    assert takes_gzip(accepted) is takes
