"""The page of a failure: whole, in the reader's language, without asking the database or the session for anything."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from participation.web import errors


def broken(path: str, **fields: Any) -> HttpResponse:
    request = RequestFactory().generic(fields.pop("method", "GET"), path)
    request.request_id = "abc123"  # type: ignore[attr-defined]
    return errors.server_error(request)


@pytest.mark.parametrize(("path", "lang", "words"), [
    ("/procesos/?q=<b>", "es-MX", "Algo falló de nuestro lado"), ("/en/procesos/?q=<b>", "en", "Something failed on our side"),
])  # fmt: skip
def test_a_failure_says_so_in_the_readers_language(path: str, lang: str, words: str) -> None:
    response = broken(path)
    page = response.content.decode()
    assert response.status_code == 500
    assert f'<html lang="{lang}">' in page
    assert f"<h1>{words}</h1>" in page
    assert "css/parts" in page
    assert "<code>abc123</code>" in page
    assert "<b>" not in page
    assert "q=%3Cb%3E" in page  # try again


def test_what_was_sent_is_not_offered_as_an_address() -> None:
    page = broken("/en/cuenta/?x=1", method="POST").content.decode()
    assert "x=1" not in page
    assert 'href="/en/"' in page


def test_a_page_that_fails_too_leaves_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: Any) -> str:
        raise RuntimeError

    monkeypatch.setattr(errors, "render_to_string", fails)
    response = broken("/")
    assert response.status_code == 500
    assert "Algo falló de nuestro lado" in response.content.decode()
    assert "Something failed on our side" in response.content.decode()
