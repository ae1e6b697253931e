"""While the database is away: 503 in the reader's language, what was typed stays, and nothing asks the database."""

import logging
import re

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import Client

from participation.outage import is_outage, outlive
from participation.web import installation
from participation.web.unavailable import OutageFilter
from tests.factories import make_call, make_proposal
from tests.personas import NOW, client_of

WORDS = "Que las banquetas queden parejas <script>alert(1)</script>"


def refused() -> OperationalError:
    error = OperationalError("connection failed: Connection refused")
    error.__cause__ = psycopg.OperationalError("connection failed: Connection refused")
    return error


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch):
    """From here on every question to the database fails as when nobody listens."""

    def begin() -> None:
        def fail(*_: object, **__: object) -> None:
            raise refused()

        for way in ("_cursor", "_prepare_cursor"):  # ordinary queries, and stored ones
            monkeypatch.setattr(DatabaseWrapper, way, fail)

    return begin


def quiet(client: Client) -> Client:
    """Let the client get the page that a reader gets, not the exception."""
    client.raise_request_exception = False
    return client


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "lang", "title", "again"),
    [
        ("/", "es-MX", "El sitio no está disponible por el momento", "Intentar de nuevo"),
        ("/en/", "en", "The site is not available for a moment", "Try again"),
        ("/procesos/plan/?pagina=2", "es-MX", "El sitio no está disponible por el momento", "Intentar de nuevo"),
        ("/propuestas/1/", "es-MX", "El sitio no está disponible por el momento", "Intentar de nuevo"),
        ("/en/buscar/?q=%3Cb%3E", "en", "The site is not available for a moment", "Try again"),
    ],
)
def test_a_page_says_so_in_the_readers_language(away, path, lang, title, again) -> None:
    away()
    response = quiet(Client()).get(path)
    page = response.content.decode()
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "10", "no-store")
    assert response["X-Frame-Options"] == "DENY"
    assert f'<html lang="{lang}">' in page
    assert re.findall(r"<h1>(.*?)</h1>", page) == [title]
    assert f'href="{path}">{again}</a>' in page
    assert "<b>" not in page
    assert "Traceback" not in page
    assert "<form" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accept", "title"),
    [("en", "Not available now"), ("es-MX", "No disponible por ahora"), ("", "No disponible por ahora")],
)
def test_the_api_answers_a_problem(away, accept, title) -> None:
    away()
    response = quiet(Client()).get("/api/v1/proposals/", headers={"Accept-Language": accept})
    body = response.json()
    assert (response.status_code, response["Content-Type"], response["Retry-After"]) == (
        503,
        "application/problem+json",
        "10",
    )
    assert (body["status"], body["code"], body["title"]) == (503, "unavailable", title)


@pytest.mark.django_db
def test_what_was_written_is_shown_and_sent_again_with_one_button(away, bruno) -> None:
    """The fields of the page that answers 503 are enough: sent as they stand, they make the comment, once."""
    proposal = make_proposal(make_call())
    client = Client(enforce_csrf_checks=True)
    client.force_login(bruno, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["csrftoken"] = "a" * 32
    path = f"/temas/{proposal.subject_id}/comentarios/nuevo/"
    key = "01890a5d-ac96-774b-bcce-b302099a8057"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(DatabaseWrapper, "_cursor", lambda *_a, **_k: (_ for _ in ()).throw(refused()))
        response = quiet(client).post(
            path, {"text": WORDS, "stance": "for", "act_id": key, "parent": "", "csrfmiddlewaretoken": "a" * 32}
        )
    page = response.content.decode()
    assert response.status_code == 503
    assert "alert(1)</script>" not in page
    assert page.count("Que las banquetas queden parejas &lt;script&gt;") == 2  # to read, and to send
    assert f'<form method="post" action="{path}">' in page
    fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page))
    assert {name: value for name, value in fields.items() if name != "text"} == {
        "csrfmiddlewaretoken": "a" * 32,
        "stance": "for",
        "act_id": key,
        "parent": "",
    }
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("django.utils.timezone.now", lambda: NOW)
        sent = [client.post(path, {**fields, "text": WORDS}).status_code for _time in range(2)]
    assert sent == [302, 302]
    assert proposal.subject.comments.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/cuenta/codigo/", {"code": "123456"}),
        ("/cuenta/entrar/", {"login": "ana@example.org", "password": "correct horse battery staple and more"}),
        ("/admin/login/", {"username": "ana", "text": "palabras de una oficina"}),
    ],
)
def test_secrets_and_office_forms_are_not_repeated(away, path, fields) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"], client.cookies["sessionid"] = "a" * 32, "b" * 32
    away()
    response = quiet(client).post(path, {**fields, "csrfmiddlewaretoken": "a" * 32})
    page = response.content.decode()
    assert response.status_code == 503
    assert "123456" not in page
    assert "correct horse" not in page
    assert "<form" not in page


@pytest.mark.django_db
def test_a_form_from_another_site_is_not_offered_again(away) -> None:
    """The check of the token fails before any view; its own page needs the database, and so this one is shown."""
    client = Client(enforce_csrf_checks=True)
    away()
    response = quiet(client).post("/temas/1/comentarios/nuevo/", {"text": "Compra ya, compra ya", "act_id": "x"})
    assert response.status_code == 503
    assert "<form" not in response.content.decode()


@pytest.mark.django_db
def test_htmx_gets_a_fragment(away, bruno) -> None:
    client = client_of(bruno)
    away()
    response = quiet(client).post("/propuestas/1/respaldar/", headers={"HX-Request": "true"})
    page = response.content.decode()
    assert response.status_code == 503
    assert "<html" not in page
    assert 'role="alert"' in page


@pytest.mark.django_db
def test_the_health_checks_tell_the_truth(away) -> None:
    before = Client().get("/salud/listo/")
    assert (before.status_code, before.json()["database"]) == (200, "ok")
    away()
    alive, ready = (quiet(Client()).get(path) for path in ("/salud/", "/salud/listo/"))
    assert (alive.status_code, alive.json()) == (200, {"status": "ok"})
    assert ready.status_code == 503
    assert ready.json()["status"] == "database unreachable"
    assert (ready.json()["database"], ready.json()["relay"]) == ("unreachable", "unknown")


@pytest.mark.django_db
def test_a_relay_that_is_behind_is_said(bruno) -> None:
    from django.db import transaction
    from django.utils import timezone

    from participation.events.record import record

    with transaction.atomic():
        record("participation.subject.followed", subject=None, by=bruno, at=timezone.now())
    assert Client().get("/salud/listo/").json()["relay"] == "ok"
    with pytest.MonkeyPatch.context() as patched:
        now = timezone.now() + timezone.timedelta(minutes=5)
        patched.setattr("participation.web.views.timezone.now", lambda: now)
        found = Client().get("/salud/listo/")
    assert (found.status_code, found.json()["status"]) == (200, "degraded")
    assert found.json()["relay"].startswith("behind by 300 s")


@pytest.mark.django_db
def test_the_hue_of_a_minute_ago_goes_on(away, monkeypatch) -> None:
    installation.installation()
    name = installation._kept["small tables"]
    monkeypatch.setitem(installation._kept, "small tables", (0.0, name[1]))
    monkeypatch.setattr(connections["default"], "in_atomic_block", False)
    away()
    assert quiet(Client()).get("/marca.css").status_code == 200


def failed(state: str | None, kind: type[Exception] = OperationalError) -> Exception:
    error = kind("the connection is closed")
    cause = psycopg.OperationalError("x")
    cause.sqlstate = state
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (failed(None), True),  # refused, or cut off in the middle
        (failed("57P01"), True),  # ended by an administrator
        (failed("57P03"), True),  # starting up
        (failed("53300"), True),  # too many connections
        (failed("25006"), True),  # a replica before it is promoted
        (failed("40P01"), False),  # a deadlock is a fault of ours
        (failed("57014"), False),  # one statement was stopped
        (failed("55P03"), False),  # a lock was not given
        (failed(None, InterfaceError), True),
        (InterfaceError("bad parameter"), False),
        (ValueError("x"), False),
        (None, False),
    ],
)
def test_an_outage_is_told_from_a_fault(error, outage) -> None:
    assert is_outage(error) is outage


def test_an_outage_leaves_one_line_in_the_log_and_a_fault_its_traceback() -> None:
    for error, kept in ((failed(None), False), (failed("40P01"), True), (ValueError("x"), True)):
        line = logging.LogRecord("django.request", logging.ERROR, "x", 1, "Down", None, (type(error), error, None))
        assert OutageFilter().filter(line)
        assert bool(line.exc_info) is kept


@pytest.mark.django_db(transaction=True)
def test_waiting_ends_with_the_outage_and_never_repeats_anything_else(monkeypatch) -> None:
    monkeypatch.setattr("participation.outage.PAUSE", 0.01)
    tries: list[int] = []

    def later() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise failed("57P03")
        return "done"

    assert outlive(later) == "done"
    assert len(tries) == 3

    def wrong() -> None:
        tries.append(1)
        raise failed("40P01")

    with pytest.raises(OperationalError):
        outlive(wrong)
    assert len(tries) == 4

    def never() -> None:
        raise failed(None)

    with pytest.raises(OperationalError):
        outlive(never, seconds=0.05)
