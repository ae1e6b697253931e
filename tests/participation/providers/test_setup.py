"""Setting up a provider in the admin: read from it when saved, the secret never shown, wrong addresses refused."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from participation.access.verdict import ActDenied
from participation.models import Event, IdentityProvider, Person
from participation.providers.actions import add_provider, change_provider, join_account
from participation.providers.social import unsealed
from tests.participation.outgoing.receiver import say
from tests.participation.providers.fake import Fake, city
from tests.personas import NOW, client_of

ADMIN = "/admin/participation/identityprovider/"
TYPED = {"name": "Cuenta Plaza", "key": "ciudad", "protocol": "oidc", "client_id": "plaza", "scopes": "openid",
         "pkce": "on", "document_claim": "curp", "new_secret": "muy secreto"}  # fmt: skip


def test_it_is_set_up_without_code_and_its_secret_is_never_shown(fake: Fake, carla: Person):
    client = client_of(carla)
    response = client.post(f"{ADMIN}add/", {**TYPED, "issuer": f"{fake.issuer}/.well-known/openid-configuration"})
    assert response.status_code == 302, response.content.decode()
    row = IdentityProvider.objects.get()
    assert (row.issuer, row.keys_url) == (fake.issuer, f"{fake.issuer}/llaves")
    assert "muy secreto" not in row.secret
    assert unsealed(row.secret) == "muy secreto"
    page = client.get(f"{ADMIN}{row.pk}/change/").content.decode()
    assert "http://testserver/cuenta/con/ciudad/regreso/" in page
    assert "muy secreto" not in page
    assert row.secret not in page
    assert "Cuenta Plaza" in client.get("/admin/participation/methodsetting/").content.decode()
    sealed = row.secret
    changed = client.post(f"{ADMIN}{row.pk}/change/", {**TYPED, "issuer": fake.issuer, "name": "X", "new_secret": ""})
    assert changed.status_code == 302
    row.refresh_from_db()
    assert (row.name, row.secret, row.key) == ("X", sealed, "ciudad")
    told = Event.objects.filter(name__startswith="providers.").order_by("at", "id").values_list("name", "after")
    assert [name for name, _after in told] == ["providers.provider.added", "providers.provider.changed"]
    assert "muy secreto" not in str(list(told))


def test_the_preset_of_llave_mx_fills_the_form(carla: Person, db: None):
    page = client_of(carla).get(f"{ADMIN}add/?preset=llavemx").content.decode()
    for value in (
        "https://www.llave.gob.mx/oauth.xhtml",
        "https://www.api.llave.gob.mx/ws/rest/oauth/obtenerToken",
        "https://www.api.llave.gob.mx/ws/rest/oauth/datosUsuario",
        "cuentaVerificada",
    ):
        assert f'value="{value}"' in page


def _document(**said: Any) -> Any:
    return lambda fake: {**fake.document(), **said}


WRONG: dict[str, Any] = {
    "of another": _document(issuer="https://otro.example.org"),
    "inside": _document(token_endpoint="https://169.254.169.254/latest"),
    "without keys": _document(jwks_uri=None),
    "a file": _document(authorization_endpoint="file:///etc/passwd"),
    "without TLS": _document(userinfo_endpoint="http://programa.example.org/x"),
    "nonsense": lambda fake: b"<html>",
    "away": lambda fake: say(503),
    "not there": lambda fake: say(404),
}


def test_a_provider_that_cannot_be_one_is_refused(fake: Fake, carla: Person):
    client = client_of(carla)
    for name, wrong in WRONG.items():
        fake.answers = {"/.well-known/openid-configuration": wrong(fake)}
        response = client.post(f"{ADMIN}add/", {**TYPED, "issuer": fake.issuer})
        assert response.status_code == 200, name
        assert response.context["errors"], name
    for issuer in ("http://127.0.0.1:8000", "https://localhost", "https://10.0.0.1", "x", "javascript:alert(1)"):
        assert client.post(f"{ADMIN}add/", {**TYPED, "issuer": issuer}).status_code == 200
    assert not IdentityProvider.objects.exists()


def test_who_may_not(fake: Fake, carla: Person, bruno: Person, dario: Person):
    row = city(fake, carla)
    for person in (bruno, dario):
        with pytest.raises(ActDenied):
            add_provider(key="x", by=person, at=NOW)
        with pytest.raises(ActDenied):
            change_provider(provider=row, by=person, at=NOW, name="x")
        assert client_of(person).get(f"{ADMIN}add/").status_code in {302, 403}


def test_another_issuer_is_another_provider(fake: Fake, carla: Person, bruno: Person):
    row = city(fake, carla, signs_in=True)
    join_account(provider=row, person=bruno, subject="g-1", by=bruno, at=NOW)
    with pytest.raises(ValidationError) as refused:
        change_provider(provider=row, by=carla, at=NOW, issuer="https://otro.example.org")
    assert "issuer" in refused.value.message_dict
    before = Event.objects.count()
    change_provider(provider=row, by=carla, at=NOW, name=row.name)
    assert Event.objects.count() == before
