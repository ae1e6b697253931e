"""Every error is one problem (RFC 9457), in the caller's language, and never 500."""

import pytest
from django.test import Client

from participation.web.keyset import encode
from tests.factories import make_call, make_proposal
from tests.personas import client_of

pytestmark = pytest.mark.django_db
MEMBERS = {"type", "title", "status", "detail", "instance", "code", "errors"}


def problem(response, status, code):
    """Check the form of a problem and return it."""
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    body = response.json()
    assert set(body) >= MEMBERS
    assert (body["status"], body["code"]) == (status, code)
    assert body["type"].startswith("http://testserver/")
    assert body["title"]
    assert body["detail"]
    return body


def test_an_unknown_row(api):
    body = problem(api.get("proposals/999/"), 404, "not_found")
    assert body["instance"] == "/api/v1/proposals/999/"


@pytest.mark.parametrize("path", ["nada/", "proposals/abc/", "proposals/99999999999999999999999/", "proposals/1/nada/"])
def test_an_unknown_address(api, path):
    problem(api.get(path), 404, "not_found")


@pytest.mark.parametrize(
    ("accept", "title"),
    [
        ("en", "Not found"),
        ("es-MX,es;q=0.9", "No se encontró"),
        ("", "No se encontró"),
        ("fr", "No se encontró"),
        ("en-US,es;q=0.5", "Not found"),
    ],
)
def test_the_language_is_the_callers(api, accept, title):
    response = api.client.get("/api/v1/proposals/999/", headers={"Accept-Language": accept})
    assert response.json()["title"] == title


def test_an_unknown_filter_is_named(api):
    body = problem(api.get("proposals/", proces="x", colour="y"), 400, "bad_parameters")
    assert [(error["parameter"], error["code"]) for error in body["errors"]] == [
        ("colour", "unknown"),
        ("proces", "unknown"),
    ]


@pytest.mark.parametrize(
    ("path", "params", "parameter"),
    [
        ("proposals/", {"order": "nada"}, "order"),
        ("proposals/", {"limit": "0"}, "limit"),
        ("proposals/", {"limit": "101"}, "limit"),
        ("proposals/", {"limit": "²"}, "limit"),
        ("proposals/", {"state": "draft"}, "state"),
        ("proposals/", {"component": "9" * 40}, "component"),
        ("proposals/", {"component": "x"}, "component"),
        ("proposals/", {"territory": "9" * 5000}, "territory"),
        ("comments/", {"since": "ayer"}, "since"),
        ("comments/", {"since": "9999-99-99T00:00:00Z"}, "since"),
        ("phases/", {"open_at": "0"}, "open_at"),
        ("subjects/", {"below": "-1"}, "below"),
        ("responses/", {"below": "1e400"}, "below"),
        ("events/", {"after": "-1"}, "after"),
        ("events/", {"after": "9" * 19}, "after"),
        ("events/", {"limit": "501"}, "limit"),
        ("events/", {"dataset": "x"}, "dataset"),
        ("proposals/", {"may": "1"}, "may"),
        # Given twice: one of the two would be ignored without a word.
        ("meetings/", {"institution": ["7", "0.0"]}, "institution"),
        ("proposals/", {"limit": ["5", "7"]}, "limit"),
        ("events/", {"after": ["1", "2"]}, "after"),
    ],
)
def test_bad_values_are_named(api, path, params, parameter):
    body = problem(api.get(path, **params), 400, "bad_parameters")
    assert [error["parameter"] for error in body["errors"]] == [parameter]


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "WzFd" * 99, "bnVsbA", "WyJ4Il0", "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ", "ñ", "W05hTl0"]
)
def test_bad_cursors(api, cursor):
    problem(api.get("proposals/", after=cursor), 400, "bad_cursor")


@pytest.mark.parametrize(
    "values",
    [
        [None, 1],
        ["x", 1],
        ["2026-01-01", 1],
        ["2026-01-01T00:00:00", 1],
        [5, 1],
        ["2026-01-01T00:00:00Z", None],
        ["2026-01-01T00:00:00Z", 10**30],
        ["2026-01-01T00:00:00Z", 1e308],
        ["2026-01-01T00:00:00Z", float("inf")],
    ],
)
def test_cursors_of_other_types(api, values):
    problem(api.get("proposals/", order="newest", after=encode(values)), 400, "bad_cursor")


@pytest.mark.parametrize("value", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_cursors_at_the_ends_of_time(api, value):
    assert api.get("proposals/", order="newest", after=encode([value, 1])).status_code == 200
    assert api.get("comments/", since=value).status_code == 400, "no year of ours in universal time"


def test_nul_in_the_address(api):
    problem(api.client.get("/api/v1/proposals/?q=%00"), 400, "bad_request")


def test_methods_and_formats(api, as_ana):
    problem(api.client.put("/api/v1/proposals/", {}, content_type="application/json"), 405, "method_not_allowed")
    problem(api.client.get("/api/v1/proposals/", headers={"Accept": "text/html"}), 406, "not_acceptable")
    form = api.client.post("/api/v1/comments/", {"text": "x"}, headers=as_ana.headers)
    problem(form, 415, "unsupported_media_type")


@pytest.mark.parametrize("raw", [b"{", b"\xff\xfe", b"[" * 100_000, b'{"a": NaN}', b"", b"nul"])
def test_malformed_json(as_ana, raw):
    response = as_ana.client.post("/api/v1/comments/", raw, content_type="application/json", headers=as_ana.headers)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("body", [[], '"x"', 3, None, {"subject": []}, {"subject": 10**30, "text": "x"}])
def test_bodies_of_the_wrong_shape(as_ana, body):
    problem(as_ana.post("comments/", body), 400, "invalid")


def test_body_errors_point_to_the_member(as_ana):
    body = problem(as_ana.post("comments/", {"subject": 1, "text": "a\x00b", "stance": "yes"}), 400, "invalid")
    assert sorted((error["pointer"], error["code"]) for error in body["errors"]) == [
        ("#/stance", "invalid_choice"),
        ("#/text", "null_characters_not_allowed"),
    ]


def test_a_body_that_is_too_large(as_ana):
    problem(as_ana.post("comments/", {"text": "x" * 300_000}), 413, "too_large")


def test_a_token_that_is_not_in_force(api):
    for header in ("Bearer azt_nada", "Bearer", "Bearer azt_" + "x" * 40, "Bearer a b", "Bearer ñ"):
        response = api.client.get("/api/v1/proposals/", headers={"Authorization": header})
        problem(response, 401, "not_signed_in")
        assert response["WWW-Authenticate"] == 'Bearer realm="api"'


def test_the_session_needs_the_csrf_token(ana):
    proposal = make_proposal(make_call())
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = client_of(ana).cookies
    response = browser.put(f"/api/v1/proposals/{proposal.pk}/support/", {}, content_type="application/json")
    problem(response, 403, "forbidden")
    assert proposal.supports.count() == 0


def test_something_nobody_foresaw(api, monkeypatch):
    from participation.opendata.rest import views

    def fail(*_args, **_kwargs):
        raise RuntimeError("secret of the server")

    monkeypatch.setattr(views, "filtered", fail)
    client = Client(raise_request_exception=False)
    response = client.get("/api/v1/proposals/?state=published", headers={"Accept-Language": "en"})
    body = problem(response, 500, "server_error")
    assert "secret" not in response.content.decode()
    assert body["title"] == "Something failed on our side"


@pytest.mark.parametrize("rate", ["2/min"])
def test_too_many_requests(api, settings, rate):
    settings.AZOTEA_API_RATES = {**settings.AZOTEA_API_RATES, "anonymous": rate}
    assert [api.get("processes/").status_code for _n in range(2)] == [200, 200]
    response = api.get("processes/")
    problem(response, 429, "throttled")
    assert 1 <= int(response["Retry-After"]) <= 60
    assert response["Access-Control-Allow-Origin"] == "*"


def test_writing_is_counted_apart_and_by_person(as_ana, settings):
    proposal = make_proposal(make_call())
    settings.AZOTEA_API_RATES = {**settings.AZOTEA_API_RATES, "writes": "1/min"}
    assert as_ana.put(f"proposals/{proposal.pk}/support/").status_code == 200
    problem(as_ana.delete(f"proposals/{proposal.pk}/support/"), 429, "throttled")
    assert as_ana.get("proposals/").status_code == 200
    assert proposal.supports.count() == 1


def test_a_made_up_forwarded_address_does_not_escape_the_count(api, settings):
    settings.AZOTEA_API_RATES = {**settings.AZOTEA_API_RATES, "anonymous": "1/min"}
    first = api.client.get("/api/v1/processes/", headers={"X-Forwarded-For": "10.0.0.1"})
    second = api.client.get("/api/v1/processes/", headers={"X-Forwarded-For": "10.0.0.2"})
    assert (first.status_code, second.status_code) == (200, 429)
