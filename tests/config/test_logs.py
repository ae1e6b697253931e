"""Logs tell what happened without telling who: no contacts, codes or search words."""

import io
import logging

import pytest
from django.test import Client

from tests.personas import make_person

SECRETS = ("rosaura.quiroz@example.org", "5512345678", "+525512345678", "rosaura", "palabras buscadas")


@pytest.fixture
def logged():
    """Everything that any logger says, formatted as production does, tracebacks included."""
    from participation.web.middleware import RequestIdFilter

    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(RequestIdFilter())
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s [%(request_id)s] %(message)s"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    # The database's own log holds parameters; it is for development and off everywhere else.
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.parametrize("contact", ["rosaura.quiroz@example.org", "55 1234 5678"])
def test_signing_in_leaves_no_contact_in_the_log(db: None, contact: str, logged: io.StringIO) -> None:
    make_person("Rosaura", email="rosaura.quiroz@example.org", phone="+525512345678")
    client = Client()
    for path in ("/cuenta/entrar/", "/cuenta/registro/"):
        client.get(path)
        for field in ("contact", "login", "email", "phone"):
            response = client.post(path, {field: contact, "password": "una contraseña mala"}, follow=True)
            assert response.status_code < 500
    client.get("/no-existe/", {"q": "palabras buscadas"})
    client.get("/buscar/", {"q": "palabras buscadas"})
    client.post(
        "/cuenta/entrar/",
        {"login": contact, "password": "x" * 20, "csrf": "broken"},
        headers={"Origin": "https://otra.example"},
    )
    text = logged.getvalue().lower()
    assert "/no-existe/" in text
    assert [secret for secret in SECRETS if secret.lower() in text] == []


def test_the_request_id_goes_through(db: None) -> None:
    response = Client().get("/salud/", headers={"X-Request-Id": "abcdef0123456789"})
    assert response.headers["X-Request-Id"] == "abcdef0123456789"
    for broken in ("x", "a b c d e f g h", "<script>alert(1)</script>", "a" * 200):
        assert Client().get("/salud/", headers={"X-Request-Id": broken}).headers["X-Request-Id"] != broken


def test_access_lines_hold_no_query_and_no_address() -> None:
    import runpy

    from tests.architecture.source import ROOT

    settings = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    line = settings["access_log_format"]
    # %(r)s, %(q)s, %(f)s and %(h)s are the request line, query, referrer and address.
    assert line == "%(m)s %(U)s %(s)s %(M)sms"
