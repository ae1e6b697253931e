"""Verifying with an identity provider: what is taken, what is refused, what is kept."""

import json
import time
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from participation.models import (
    Conflict,
    Event,
    FailedAttempt,
    IdentityKey,
    IdentityProvider,
    Person,
    ProviderAccount,
    Verification,
)
from proposals.models import Support
from tests.factories import make_call, make_proposal
from tests.participation.outgoing.receiver import say
from tests.participation.providers.fake import CURP, OTHER, Fake, city
from tests.personas import client_of


def test_the_provider_says_who_it_is_and_the_person_comes_back_verified(fake: Fake, carla: Person, bruno: Person):
    city(fake, carla)
    client = client_of(bruno)
    asked = fake.go(client)
    assert asked["address"].startswith(f"{fake.issuer}/entrar?")
    assert asked["client_id"] == "plaza"
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert set(asked["scope"].split()) == {"openid", "profile"}
    assert min(len(asked["state"]), len(asked["nonce"])) == 43
    response = fake.back(client)
    assert response.status_code == 302
    assert response["Location"] == "/cuenta/verificacion/"
    found = Verification.objects.get(person=bruno)
    assert found.method == "oidc:ciudad"
    assert found.birth_date.isoformat() == "1956-04-27"
    assert found.key.kind == "curp"
    assert {key.kind for key in IdentityKey.objects.filter(identity=found.identity)} == {"curp", "oidc"}
    assert "Cuenta Plaza" in client.get("/cuenta/verificacion/").content.decode()


def test_nothing_of_what_it_said_is_kept(fake: Fake, carla: Person, bruno: Person):
    city(fake, carla)
    fake.info |= {"name": "Gloria Hernández", "email": "gloria@example.org"}
    client = client_of(bruno)
    fake.go(client)
    fake.back(client)
    assert Verification.objects.filter(person=bruno).exists()
    assert not ProviderAccount.objects.exists()
    kept = json.dumps([event.payload for event in Event.objects.all()]) + json.dumps(dict(client.session.items()))
    with connection.cursor() as cursor:
        for table in ("verification", "identitykey", "identity", "person", "failedattempt", "session"):
            cursor.execute(f"SELECT row_to_json(t)::text FROM participation_{table} t")
            kept += "".join(row[0] for row in cursor.fetchall())
        for table in ("socialaccount", "socialtoken", "socialapp"):
            cursor.execute(f"SELECT count(*) FROM socialaccount_{table}")
            assert cursor.fetchone() == (0,)
    for datum in (CURP, "Gloria", "gloria@example.org", "g-1", '"abc"', "xyz"):
        assert datum not in kept, datum
    assert not client.session["socialaccount_states"]


def _none_alg(fake: Fake) -> None:
    fake.algorithm = "none"


def _secret_alg(fake: Fake) -> None:
    fake.algorithm = "HS256"


def _foreign_key(fake: Fake) -> None:
    fake.key = OTHER


def _said(**claims: Any) -> Any:
    return lambda fake: fake.claims.update(claims)


def _answers(path: str, answer: Any) -> Any:
    return lambda fake: fake.answers.update({path: answer})


def _info(**said: Any) -> Any:
    return lambda fake: fake.info.update(said)


def _drip(handler: Any) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _try in range(40):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.02)


UNTRUSTED, DOWN, REFUSED = "no podemos confiar", "no responde", "rechazó"
LIES: dict[str, tuple[Any, str]] = {
    "signed by nobody": (_none_alg, UNTRUSTED),
    "signed with a shared secret": (_secret_alg, UNTRUSTED),
    "signed by another": (_foreign_key, UNTRUSTED),
    "another issuer": (_said(iss="https://otro.example.org"), UNTRUSTED),
    "for another client": (_said(aud="otra"), UNTRUSTED),
    "for several, not by us": (_said(aud=["plaza", "otra"], azp="otra"), UNTRUSTED),
    "over": (_said(exp=int(time.time()) - 120), UNTRUSTED),
    "not yet": (_said(iat=int(time.time()) + 7200), UNTRUSTED),
    "of another sign-in": (_said(nonce="x" * 43), UNTRUSTED),
    "of no sign-in": (_said(nonce=None), UNTRUSTED),
    "of nobody": (_said(sub=None), UNTRUSTED),
    "a number for a name": (_said(sub=7), UNTRUSTED),
    "a name too long": (_said(sub="x" * 300), UNTRUSTED),
    "no end": (_said(exp=None), UNTRUSTED),
    "data of another person": (_info(sub="otra"), UNTRUSTED),
    "no token": (_answers("/token", {"access_token": "abc"}), UNTRUSTED),
    "a token of nonsense": (_answers("/token", {"access_token": "abc", "id_token": "a.b.c"}), UNTRUSTED),
    "an answer of nonsense": (_answers("/token", b"<html>"), UNTRUSTED),
    "a list": (_answers("/token", ["access_token"]), UNTRUSTED),
    "a token for another header": (_answers("/token", {"access_token": "a\r\nX: y", "id_token": "a"}), UNTRUSTED),
    "nested a thousand deep": (_answers("/token", b"[" * 100_000), UNTRUSTED),
    "huge": (_answers("/persona", b" " * 300_000), UNTRUSTED),
    "no keys": (_answers("/llaves", {"keys": "none"}), UNTRUSTED),
    "keys of nonsense": (_answers("/llaves", {"keys": [{"kid": "uno", "kty": "EC", "crv": 3}]}), UNTRUSTED),
    "a symmetric key": (_answers("/llaves", {"keys": [{"kid": "uno", "kty": "oct", "k": "YQ"}]}), UNTRUSTED),
    "slow": (_answers("/token", _drip), DOWN),
    "broken down": (_answers("/token", say(503)), UNTRUSTED),
    "keys away": (_answers("/llaves", say(503)), DOWN),
    "leads elsewhere": (_answers("/llaves", say(302, Location="http://169.254.169.254/")), REFUSED),
    "without CURP": (_info(curp=None), "no nos dio tu CURP"),
    "with a CURP that is none": (_info(curp="HEGG560427MVZRRL05"), "no es una CURP"),
    "with another date of birth": (_info(birthdate="1990-01-01"), "CURP"),
    "with a date that is none": (_info(birthdate="mañana"), "no es una CURP"),
}


def test_no_lie_is_believed_and_each_is_told(fake: Fake, carla: Person, bruno: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("participation.providers.guarded.SECONDS", 0.3)
    city(fake, carla, birth_claim="birthdate")
    client = client_of(bruno)
    for name, (lie, words) in LIES.items():
        fake.claims, fake.answers, fake.key, fake.algorithm = {}, {}, Fake(fake.receiver).key, "ES256"
        fake.info = {"sub": "g-1", "curp": CURP}
        lie(fake)
        fake.go(client)
        response = fake.back(client)
        text = response.content.decode()
        assert response.status_code == 422, (name, text)
        assert words in text, (name, text)
        assert "Otras formas de verificar quién eres" in text, name  # the way out
        assert not Verification.objects.filter(person=bruno).exists(), name
    assert FailedAttempt.objects.filter(method="oidc:ciudad").count() == len(LIES) - 1  # one is refused by the act
    fake.claims, fake.answers, fake.info = {}, {}, {"sub": "g-1", "curp": CURP, "birthdate": "27/04/1956"}
    fake.go(client)
    assert fake.back(client)["Location"] == "/cuenta/verificacion/"


def test_a_return_counts_once_and_only_where_it_began(fake: Fake, carla: Person, bruno: Person, fausto: Person):
    city(fake, carla)
    client, other = client_of(bruno), client_of(fausto)
    fake.go(client)
    calls = len(fake.receiver.heard)
    for response in (
        fake.back(other),  # a state of somebody else's session
        fake.back(client, state="x" * 43),
        fake.back(client, state=""),
        client.get("/cuenta/con/ciudad/regreso/"),
        other.get("/cuenta/con/ciudad/regreso/", {"error": "access_denied", "state": "x"}),
    ):
        assert response.status_code == 422
        assert "no empezó aquí" in response.content.decode()
    assert len(fake.receiver.heard) == calls  # the provider was not even asked
    assert fake.back(client).status_code == 302
    assert fake.back(client).status_code == 422  # the same return again
    assert Verification.objects.filter(person=fausto).count() == 0

    fake.go(other)
    other.force_login(carla, backend="django.contrib.auth.backends.ModelBackend")
    assert fake.back(other).status_code == 422
    assert not Verification.objects.filter(person=carla).exists()


def test_an_answer_of_another_provider_and_a_no(fake: Fake, carla: Person, bruno: Person):
    city(fake, carla)
    client = client_of(bruno)
    fake.go(client)
    assert "no podemos confiar" in fake.back(client, iss="https://otro.example.org").content.decode()
    for error, words in (
        ("access_denied", "no aceptaste"),
        ("temporarily_unavailable", "no responde"),
        ("unauthorized_client", "rechazó"),
    ):
        fake.go(client)
        response = fake.back(client, code="", error=error, error_description="<script>alert(1)</script>")
        assert words in response.content.decode()
        assert "<script>alert" not in response.content.decode()


def test_the_same_person_twice_is_refused_and_put_before_officials(
    fake: Fake, carla: Person, bruno: Person, fausto: Person
):
    city(fake, carla)
    client = client_of(bruno)
    fake.go(client)
    fake.back(client)
    second = client_of(fausto)
    fake.info = {"sub": "g-1"}  # and the account there is itself known, whatever it says of the CURP
    IdentityProvider.objects.update(document_claim="")
    fake.go(second)
    response = fake.back(second)
    assert response.status_code == 422
    assert "Con este documento ya se" in response.content.decode()
    assert not Verification.objects.filter(person=fausto).exists()
    assert Conflict.objects.get(person=fausto).method == "oidc:ciudad"


def test_a_level_below_what_is_asked_is_told(fake: Fake, carla: Person, bruno: Person):
    city(fake, carla, level_claim="acr", level_value="alto, sustancial")
    client = client_of(bruno)
    for said in (None, "bajo", ["bajo"], {"x": 1}):
        fake.claims = {"acr": said}
        fake.go(client)
        assert "todavía no está verificada" in fake.back(client).content.decode()
    fake.claims = {"acr": "Sustancial"}
    fake.go(client)
    assert fake.back(client).status_code == 302


def test_where_everybody_of_the_provider_lives(fake: Fake, carla: Person, bruno: Person):
    from tests.factories import make_territory

    place = make_territory("Plaza")
    city(fake, carla, lives_in=place)
    client = client_of(bruno)
    fake.go(client)
    fake.back(client)
    assert Verification.objects.get(person=bruno).territory == place


def test_what_is_switched_off_leads_nowhere(fake: Fake, carla: Person, bruno: Person):
    city(fake, carla, enabled=False)
    client = client_of(bruno)
    assert client.get("/cuenta/con/ciudad/").status_code == 403
    assert client.post("/cuenta/con/ciudad/").status_code == 403
    assert client.get("/cuenta/con/otra/").status_code == 404
    assert client.get("/cuenta/con/otra/regreso/").status_code == 404
    assert not any(path == "/entrar" for _method, path, *_rest in fake.receiver.heard)


def test_too_many_returns_are_told_before_the_provider_is_asked(
    fake: Fake, carla: Person, bruno: Person, settings: Any
):
    settings.AZOTEA_VERIFICATION_RATES = {"account": "1/h", "client": "100/h", "document": "100/h"}
    city(fake, carla)
    fake.info = {"sub": "g-1"}
    client = client_of(bruno)
    fake.go(client)
    assert "no nos dio tu CURP" in fake.back(client).content.decode()
    calls = len(fake.receiver.heard)
    fake.go(client)
    assert "demasiados intentos" in fake.back(client).content.decode()
    assert len(fake.receiver.heard) == calls


def test_llave_mx_speaks_its_own_way(fake: Fake, carla: Person, bruno: Person):
    from participation.providers.actions import add_provider
    from participation.providers.presets import PRESETS
    from participation.verification.actions import set_method
    from tests.personas import NOW

    preset = {
        name: value.replace("https://www.api.llave.gob.mx", fake.issuer).replace(
            "https://www.llave.gob.mx", fake.issuer
        )
        if isinstance(value, str)
        else value
        for name, value in PRESETS["llavemx"].items()
    }
    row = add_provider(
        **preset, client_id="2026", secret="s3", service_user="plaza", service_password="p:w", by=carla, at=NOW
    )
    set_method(name=row.method, enabled=True, position=1, validity_days=365, settings={}, by=carla, at=NOW)
    client = client_of(bruno)
    asked = fake.go(client, "/cuenta/con/llavemx/")
    assert asked["address"].startswith(f"{fake.issuer}/oauth.xhtml?")
    assert asked["redirect_url"] == "http://testserver/cuenta/con/llavemx/regreso/"
    assert {*asked} == {"address", "client_id", "redirect_url", "response_type", "state"}
    fake.llave["cuentaVerificada"] = False
    assert "todavía no está verificada" in fake.back(client, "llavemx").content.decode()
    fake.llave |= {"cuentaVerificada": True, "error": "invalid_token"}
    fake.go(client, "/cuenta/con/llavemx/")
    assert "no podemos confiar" in fake.back(client, "llavemx").content.decode()
    del fake.llave["error"]
    fake.go(client, "/cuenta/con/llavemx/")
    assert fake.back(client, "llavemx").status_code == 302
    method, path, headers, body = fake.receiver.heard[-2]
    assert (method, path) == ("POST", "/ws/rest/oauth/obtenerToken")
    assert headers["Authorization"] == "Basic cGxhemE6cDp3"
    assert json.loads(body) == {
        "grantType": "authorization_code",
        "code": "xyz",
        "redirectUri": "http://testserver/cuenta/con/llavemx/regreso/",
        "clientId": "2026",
        "clientSecret": "s3",
    }
    assert fake.receiver.heard[-1][2]["Accesstoken"] == "abc"
    found = Verification.objects.get(person=bruno)
    assert found.method == "oidc:llavemx"
    assert found.expires_at is not None
    assert not mail.outbox


def test_whoever_comes_back_goes_on_with_what_they_wanted(fake: Fake, carla: Person, bruno: Person):
    now = timezone.now()
    call = make_call(at=now, who_may_support=[{"kind": "verified", "methods": [city(fake, carla).method]}])
    act = f"/propuestas/{make_proposal(call, at=now).pk}/respaldar/"
    client = client_of(bruno)
    assert client.post("/cuenta/seguir/guardar/", {"act": act})["Location"] == "/cuenta/verificacion/"
    fake.go(client)
    back = fake.back(client)["Location"]
    assert f'<form method="post" action="{act}">' in client.get(back).content.decode()
    assert client.post(act).status_code == 302
    assert Support.objects.get().person == bruno
