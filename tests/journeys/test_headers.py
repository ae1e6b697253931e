"""What every answer carries: policy, types, frames, referrers, cookies; and where addresses may lead."""

import os
import subprocess
import sys
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.architecture.source import ROOT
from tests.journeys.addresses import ADDRESSES
from tests.journeys.test_every_address import browser, browsers
from tests.journeys.world import World

pytestmark = pytest.mark.django_db
EVIL = (
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "https:evil.example", "http:///evil.example", "javascript:alert(1)", "data:text/html,x", "/%09/evil.example",
    "\t//evil.example", "/\t/evil.example", "https://testserver@evil.example/", "https://testserver.evil.example/",
    "%2F%2Fevil.example", "//testserver%40evil.example", "http://[", "/\n/evil.example",
)  # fmt: skip


# Drawn of what is public, the same for everybody.
PICTURES = {"sharing:qr", "sharing:picture", "sharing:site-picture"}
# The one page that other sites may frame; tests/participation/sharing says what it carries instead.
FRAMED = {"sharing:card"}


def paths_of(world: World) -> dict[str, str]:
    """Return every address, filled in."""
    with translation.override("es-mx"):
        return {
            name: reverse(name, args=row.args(world)) for name, row in ADDRESSES.items() if name != "account_logout"
        }


def test_every_answer_carries_the_headers(world: World) -> None:
    """Pages, files, errors, redirects, with and without an account."""
    wrong = []
    for reader, client in browsers(world).items():
        for name, path in [
            *paths_of(world).items(),
            ("404", "/no-hay/"),
            ("400", "/buscar/?q=%00"),
            ("no such API", "/api/v1/x/"),
        ]:
            response = client.get(path)
            policy = response.get("Content-Security-Policy", "")
            where = (reader, name)
            if response.get("X-Content-Type-Options") != "nosniff":
                wrong.append((*where, "nosniff"))
            if name not in FRAMED and response.get("X-Frame-Options") != "DENY":
                wrong.append((*where, "frames"))
            if response.get("Referrer-Policy") not in {"strict-origin-when-cross-origin", "no-referrer", "same-origin"}:
                wrong.append((*where, "referrer"))
            if response.get("Cross-Origin-Opener-Policy") != "same-origin":
                wrong.append((*where, "opener"))
            if not response.get("X-Request-Id"):
                wrong.append((*where, "request id"))
            if "default-src" not in policy:
                wrong.append((*where, "no policy"))
            if name.startswith("files:") and "sandbox" in policy:
                continue
            if not path.startswith("/admin/") and ("unsafe" in policy or "nonce" in policy or "http" in policy):
                wrong.append((*where, policy))
            if not path.startswith("/admin/") and (("frame-ancestors 'none'" in policy) == (name in FRAMED)):
                wrong.append((*where, "framed"))
    assert wrong == []


def test_the_admin_may_evaluate_but_not_load_from_elsewhere(world: World) -> None:
    policy = browser(world.people["carla"]).get("/admin/")["Content-Security-Policy"]
    script = next(part for part in policy.split(";") if part.strip().startswith("script-src"))
    assert "'unsafe-inline'" not in script
    assert "http" not in policy
    assert "object-src 'none'" in policy


def test_nothing_of_an_account_is_kept_by_caches_in_between(world: World) -> None:
    """Whatever a signed-in person is shown is private, or depends on the cookie."""
    wrong = []
    client = browser(world.people["bruno"])
    for name, path in paths_of(world).items():
        response = client.get(path)
        if response.status_code != 200 or name.startswith("files:") or name in PICTURES:
            continue
        kept = response.get("Cache-Control", "")
        varies = "cookie" in response.get("Vary", "").lower()
        if "public" in kept and varies:
            wrong.append((name, kept, "public"))
        if (path.startswith("/cuenta/") and name != "account_inactive") and not ("no-store" in kept or varies):
            wrong.append((name, kept))
    assert wrong == []


# Forms that people without an account fill in: their token against forged posts is a cookie of the form alone.
FOR_STRANGERS = {"privacy:new-request", "privacy:follow-up", "access:field-enter"}


def test_public_pages_set_no_cookie_for_strangers(world: World) -> None:
    wrong = []
    for name, path in paths_of(world).items():
        if ADDRESSES[name].statuses[0] != 200 or path.startswith("/cuenta/") or name in FOR_STRANGERS:
            continue
        response = Client().get(path)
        if response.cookies:
            wrong.append((name, list(response.cookies)))
    assert wrong == []


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
