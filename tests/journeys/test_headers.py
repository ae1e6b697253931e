"""What every answer carries: policy, types, frames, referrers, cookies; and where addresses may lead."""

import os
import subprocess
import sys
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from tests.architecture.source import ROOT
from tests.journeys import answers
from tests.journeys.test_every_address import browser, browsers
from tests.journeys.world import World

pytestmark = pytest.mark.django_db
EVIL = (
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "https:evil.example", "http:///evil.example", "javascript:alert(1)", "data:text/html,x", "/%09/evil.example",
    "\t//evil.example", "/\t/evil.example", "https://testserver@evil.example/", "https://testserver.evil.example/",
    "%2F%2Fevil.example", "//testserver%40evil.example", "http://[", "/\n/evil.example",
)  # fmt: skip


def test_errors_carry_the_headers_too(world: World) -> None:
    """Those of every address: test_every_address."""
    wrong = {}
    for reader, client in browsers(world).items():
        for path in ("/no-hay/", "/buscar/?q=%00", "/api/v1/x/", "/admin/logout/"):
            if found := list(answers.wrong_headers("", path, client.get(path))):
                wrong[reader, path] = found
    assert wrong == {}


def test_the_admin_may_evaluate_but_not_load_from_elsewhere(world: World) -> None:
    policy = browser(world.people["carla"]).get("/admin/")["Content-Security-Policy"]
    script = next(part for part in policy.split(";") if part.strip().startswith("script-src"))
    assert "'unsafe-inline'" not in script
    assert "http" not in policy
    assert "object-src 'none'" in policy


def test_cookies_are_out_of_reach_of_scripts(world: World) -> None:
    client = Client()
    response = client.get("/cuenta/entrar/")
    assert "csrftoken" in response.cookies
    browser_of_bruno = browser(world.people["bruno"])
    response = browser_of_bruno.get("/cuenta/cerrar/")
    for name, cookie in {**client.cookies, **browser_of_bruno.cookies}.items():
        assert cookie["samesite"] == "Lax" or name == settings.SESSION_COOKIE_NAME, name
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"


def test_no_next_leads_away(world: World) -> None:
    """Sign-in, sign-up, confirming, following, leaving: whatever names another site is ignored."""
    wrong = []
    bruno = browser(world.people["bruno"])
    subject = world.proposal.subject_id
    for evil in EVIL:
        for client, method, path, field in (
            (Client(), "get", "/cuenta/entrar/", "next"), (Client(), "get", "/cuenta/registro/", "next"),
            (bruno, "get", "/cuenta/entrar/", "next"), (bruno, "get", "/cuenta/registro/", "next"),
            (bruno, "get", "/cuenta/confirmar/", "next"), (Client(), "get", "/admin/login/", "next"),
            (bruno, "post", f"/temas/{subject}/seguir/", "next"),
            (bruno, "post", f"/temas/{subject}/dejar-de-seguir/", "next"),
            (Client(), "post", "/cuenta/entrar/otra-vez/", "next"), (bruno, "get", "/cuenta/contrasena/olvide/", "next"),
        ):  # fmt: skip
            client.raise_request_exception = False
            response = getattr(client, method)(path, {field: evil})
            place = response.headers.get("Location", "")
            leads_to = urlsplit(urljoin(f"http://testserver{path}", place)).netloc
            if response.status_code >= 500 or leads_to != "testserver" or "\\" in place:
                wrong.append((path, evil, response.status_code, place))
            page = response.content.decode() if response.status_code == 200 else ""
            if 'href="https://evil' in page or 'href="//evil' in page or 'href="javascript:' in page:
                wrong.append((path, evil, "link"))
        for referer in (evil,):
            response = Client(raise_request_exception=False).post(
                f"/temas/{subject}/seguir/", headers={"Referer": referer.strip().replace("\n", "").replace("\t", "")}
            )
            if response.status_code != 302 or not response["Location"].startswith("/cuenta/entrar/?next="):
                wrong.append(("Referer", evil, response.status_code))
    assert wrong == []


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "evil.example:80", "a b", "testserver@evil", ""]
)
def test_a_foreign_host_is_refused(world: World, host: str) -> None:
    client = Client(raise_request_exception=False)
    for path in ("/cuenta/entrar/", "/api/v1/proposals/", "/sitemap.xml", "/datos/catalogo.jsonld", "/procesos/"):
        response = client.get(path, headers={"Host": host})
        text = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]
        assert b"evil" not in text, path
        if path.startswith(("/cuenta/", "/api/")) and host:
            assert response.status_code == 400, path


def test_a_forwarded_host_counts_for_nothing(world: World) -> None:
    client = Client()
    for path in ("/procesos/", "/sitemap.xml", "/api/v1/proposals/", f"/propuestas/{world.proposal.pk}/"):
        response = client.get(path, headers={"X-Forwarded-Host": "evil.example"})
        assert response.status_code == 200
        assert "evil.example" not in response.content.decode()


def test_production_sends_strict_transport_and_safe_cookies() -> None:
    """As a process of its own, since the settings of the suite are loaded already."""
    env = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.production", "DJANGO_SECRET_KEY": "k" * 30 + "9aZ-" * 10,
        "AZOTEA_IDENTITY_KEY": "i" * 30 + "8bY-" * 10, "DATABASE_URL": "postgres://a:b@localhost/c",
        "REDIS_URL": "redis://localhost/0", "AZOTEA_HOSTS": "participa.example", "EMAIL_HOST": "mail.example",
        "AZOTEA_BASE_URL": "https://participa.example", "AZOTEA_FROM_EMAIL": "a@participa.example",
    }  # fmt: skip
    code = (
        "import django; django.setup(); from django.conf import settings as s;"
        "print(s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SECURE_SSL_REDIRECT, s.DEBUG, s.ALLOWED_HOSTS, s.USE_X_FORWARDED_HOST)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip() == "31536000 True True True True False ['participa.example'] False"
