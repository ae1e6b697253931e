"""Second steps: apps of codes, recovery codes, and the guard around them."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client
from django.utils import timezone

from participation.models import Event, Person
from tests.participation.people.helpers import ask_code, enter, is_in, last_mail_code
from tests.personas import client_of

pytestmark = pytest.mark.django_db


def app_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def activate(client: Client) -> str:
    page = client.get("/cuenta/seguridad/app/").content.decode()
    secret = re.search(r'az-secret">([A-Z2-7]+)<', page).group(1)
    assert client.post("/cuenta/seguridad/app/", {"code": "000000"}).status_code == 200
    answer = client.post("/cuenta/seguridad/app/", {"code": app_code(secret)})
    assert answer.url == "/cuenta/seguridad/recuperacion/"
    return secret


def test_an_app_of_codes_from_adding_to_removing(bruno: Person, django_capture_on_commit_callbacks):
    client = enter(bruno.email)
    with django_capture_on_commit_callbacks(execute=True):
        secret = activate(client)
    stored = Authenticator.objects.get(user=bruno, type="totp")
    assert secret not in str(stored.data), "the secret is encrypted"
    assert any("app de códigos" in letter.body for letter in mail.outbox)
    page = client.get("/cuenta/seguridad/recuperacion/").content.decode()
    codes = re.findall(r"<li><code>(\d{8})</code>", page)
    assert len(codes) == 10
    assert codes[0] in client.get("/cuenta/seguridad/recuperacion/descargar/").content.decode()
    assert [e.payload["change"] for e in Event.objects.filter(name="people.account.secured")] == ["totp_activated"]

    other = Client()
    ask_code(other, bruno.email, next="/x/")
    answer = other.post("/cuenta/codigo/", {"action": "verify", "code": last_mail_code(), "next": "/x/"})
    assert answer.url == "/cuenta/seguridad/segundo-paso/"
    assert not is_in(other), "the first step alone opens nothing"
    assert other.get("/cuenta/").status_code == 302
    page = other.get(answer.url)
    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1
    assert other.post(answer.url, {"code": "000000"}).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        assert other.post(answer.url, {"code": app_code(secret)}).url == "/x/"
    assert is_in(other)

    third = Client()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        ask_code(third, bruno.email)
        third.post("/cuenta/codigo/", {"action": "verify", "code": last_mail_code()})
        assert third.post("/cuenta/seguridad/segundo-paso/", {"code": codes[0]}).status_code == 302
        assert is_in(third)
        fourth = Client()
        ask_code(fourth, bruno.email)
        fourth.post("/cuenta/codigo/", {"action": "verify", "code": last_mail_code()})
        assert fourth.post("/cuenta/seguridad/segundo-paso/", {"code": codes[0]}).status_code == 200, "each works once"

    assert client.get("/cuenta/seguridad/app/quitar/").status_code == 200
    assert client.post("/cuenta/seguridad/app/quitar/").url == "/cuenta/seguridad/"
    assert not Authenticator.objects.filter(user=bruno).exists()
    assert "totp_deactivated" in [e.payload["change"] for e in Event.objects.filter(name="people.account.secured")]


def test_a_reset_does_not_go_round_the_second_step(bruno: Person):
    activate(enter(bruno.email))
    client = Client()
    client.post("/cuenta/contrasena/olvide/", {"contact": bruno.email})
    answer = client.post(
        "/cuenta/codigo/", {"action": "verify", "code": last_mail_code(), "next": "/cuenta/contrasena/"}
    )
    assert answer.url == "/cuenta/seguridad/segundo-paso/"
    assert client.post("/cuenta/contrasena/", {"password": "cuatro palabras que uno"}).status_code == 302
    bruno.refresh_from_db()
    assert not bruno.has_usable_password()


def test_confirming_asks_for_the_second_step_where_there_is_one(bruno: Person):
    client = enter(bruno.email)
    secret = activate(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        answer = client.get("/cuenta/claves/", follow=True)
        assert answer.redirect_chain[-1][0] == "/cuenta/seguridad/confirmar/?next=%2Fcuenta%2Fclaves%2F"
        assert answer.status_code == 200
        answer = client.post("/cuenta/seguridad/confirmar/", {"code": app_code(secret), "next": "/cuenta/claves/"})
        assert answer.url == "/cuenta/claves/"
        assert client.get("/cuenta/claves/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "app/",
        "app/quitar/",
        "recuperacion/",
        "recuperacion/nuevos/",
        "recuperacion/descargar/",
        "llaves/",
        "llaves/agregar/",
        "llaves/1/quitar/",
        "llaves/1/nombre/",
        "confirmar/",
        "segundo-paso/",
    ],
)
def test_strangers_and_old_sessions_do_not_reach_the_second_steps(path: str, bruno: Person):
    for method in ("get", "post"):
        assert getattr(Client(), method)(f"/cuenta/seguridad/{path}").status_code == 302
    if path not in {"llaves/", "segundo-paso/", "confirmar/"}:
        answer = client_of(bruno).post(f"/cuenta/seguridad/{path}")
        assert answer.url.startswith("/cuenta/confirmar/")
    assert not Authenticator.objects.exists()


def test_keys_of_others_are_not_found(bruno: Person, fausto: Person):
    key = Authenticator.objects.create(user=fausto, type="webauthn", data={"name": "Mi teléfono", "credential": {}})
    client = enter(bruno.email)
    for path in ("quitar", "nombre"):
        assert client.get(f"/cuenta/seguridad/llaves/{key.pk}/{path}/").status_code == 404
        assert client.post(f"/cuenta/seguridad/llaves/{key.pk}/{path}/", {"name": "x"}).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


@pytest.mark.parametrize("credential", ["", "x", "{}", "[]", '{"id": 1}', "null", '"' + "x" * 5000 + '"'])
def test_strange_passkeys_are_refused(bruno: Person, credential: str):
    assert Client().post("/cuenta/seguridad/llaves/entrar/", {"credential": credential}).status_code == 302
    client = enter(bruno.email)
    answer = client.post("/cuenta/seguridad/llaves/agregar/", {"name": "x", "credential": credential})
    assert answer.status_code == 200
    assert not Authenticator.objects.exists()


def test_passkey_options_are_given_as_json():
    answer = Client().get("/cuenta/seguridad/llaves/entrar/", headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert "request_options" in answer.json()
