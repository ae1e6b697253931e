"""Passkeys in a real browser, under the public content policy: added, used alone, used as the second step."""

import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from tests.participation.people.helpers import last_mail_code
from tests.personas import make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


def arrives(page: Page, path: str) -> None:
    expect(page).to_have_url(re.compile(rf"^http://[^/]+{path}$"))


def by_code(page: Page, address: str) -> None:
    page.goto("/cuenta/entrar/")
    page.fill("#id_login", address)
    page.click("form.az-panel button.btn-primary")
    page.wait_for_url("**/cuenta/codigo/**")
    page.fill("#id_code", last_mail_code())
    page.click("form.az-panel button.btn-primary")


def sign_out(page: Page) -> None:
    page.goto("/cuenta/salir/")
    page.click("main form button.btn-primary")
    arrives(page, "/")


def test_a_passkey_opens_the_account(open_page) -> None:
    person = make_person("Bruno")
    page = open_page("/cuenta/entrar/")
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {**KEY, "automaticPresenceSimulation": True}})
    by_code(page, person.email)
    arrives(page, "/")
    page.goto("/cuenta/seguridad/llaves/agregar/")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/cuenta/seguridad/recuperacion/")
    assert "llave de acceso" in mail.outbox[-1].body + mail.outbox[-2].body
    sign_out(page)
    page.goto("/cuenta/entrar/?next=/cuenta/claves/")
    page.click("#passkey_login")
    arrives(page, "/cuenta/claves/")
    sign_out(page)
    by_code(page, person.email)
    page.wait_for_url("**/cuenta/seguridad/segundo-paso/")
    page.click("#mfa_webauthn_authenticate")
    arrives(page, "/")
    page.goto("/cuenta/")
    assert page.locator("h1").inner_text() == "Hola, Bruno"


def test_without_javascript_a_code_is_enough(open_page) -> None:
    person = make_person("Bruno")
    page = open_page("/cuenta/entrar/", javascript=False)
    assert not page.locator("#passkey_login").is_visible()
    by_code(page, person.email)
    arrives(page, "/")
    page.goto("/cuenta/")
    assert page.locator("h1").inner_text() == "Hola, Bruno"
