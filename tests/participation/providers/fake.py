"""A provider of the tests: it speaks OpenID Connect and the messages of Llave MX, truly or as a test asks."""

import base64
import hashlib
import http.server
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from participation.models import IdentityProvider, Person
from participation.providers.actions import add_provider
from participation.providers.discovery import discover
from participation.verification.actions import set_method
from tests.participation.outgoing.receiver import Receiver, say
from tests.personas import NOW

CURP = "HEGG560427MVZRRL04"
KEY = ec.generate_private_key(ec.SECP256R1())
OTHER = ec.generate_private_key(ec.SECP256R1())
LLAVE = {"idUsuario": 77, "curp": CURP, "cuentaVerificada": True, "correo": "gloria@example.org", "nombre": "GLORIA"}


def jwk(key: Any) -> dict[str, Any]:
    """Return a public key as providers publish it."""
    return {**json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key())), "kid": "uno", "use": "sig"}


@dataclass
class Fake:
    """What it says: ``claims`` go into its tokens, ``answers`` take the place of whole answers by path."""

    receiver: Receiver
    claims: dict[str, Any] = field(default_factory=dict)
    info: dict[str, Any] = field(default_factory=lambda: {"sub": "g-1", "curp": CURP})
    answers: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    key: Any = KEY
    algorithm: str = "ES256"
    llave: dict[str, Any] = field(default_factory=lambda: dict(LLAVE))

    @property
    def issuer(self) -> str:
        return self.receiver.url

    def document(self) -> dict[str, Any]:
        """Return the discovery document."""
        names = {"authorization": "entrar", "token": "token", "userinfo": "persona"}
        found: dict[str, Any] = {f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in names.items()}
        return {**found, "issuer": self.issuer, "jwks_uri": f"{self.issuer}/llaves"}

    def token(self) -> str:
        """Return an identity token."""
        now = int(time.time())
        said = {"iss": self.issuer, "aud": "plaza", "sub": "g-1", "iat": now, "exp": now + 300, **self._nonce()}
        said = {name: value for name, value in {**said, **self.claims}.items() if value is not None}
        key = "a-secret-that-both-sides-have-012345" if self.algorithm == "HS256" else self.key
        return jwt.encode(said, key if self.algorithm != "none" else None, self.algorithm, headers={"kid": "uno"})

    def _nonce(self) -> dict[str, str]:
        return {"nonce": self.asked["nonce"]} if "nonce" in self.asked else {}

    def answer(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        """Answer a request."""
        path = urlsplit(handler.path).path
        found = self.answers.get(path, None)
        if callable(found):
            found(handler)
            return
        if found is None:
            found = self._truly(path)
        body = found if isinstance(found, bytes) else json.dumps(found).encode()
        say(200, body, Content_Type="application/json")(handler)

    def _truly(self, path: str) -> Any:
        if path == "/.well-known/openid-configuration":
            return self.document()
        if path == "/llaves":
            return {"keys": [jwk(KEY)]}
        if path == "/token":
            return self._exchange(dict(parse_qsl(self.receiver.heard[-1][3].decode())))
        if path == "/ws/rest/oauth/obtenerToken":
            return {"accessToken": "abc", "tokenType": "Bearer", "expires": 900_000}
        return self.llave if path == "/ws/rest/oauth/datosUsuario" else self.info

    def _exchange(self, sent: dict[str, str]) -> dict[str, Any]:
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.asked["code_challenge"]
        assert sent["redirect_uri"] == self.asked["redirect_uri"] == "http://testserver/cuenta/con/ciudad/regreso/"
        return {"access_token": "abc", "token_type": "Bearer", "id_token": self.token()}

    # --- what a test does with it ------------------------------------------------------------------------------------
    def go(self, client: Any, path: str = "/cuenta/con/ciudad/", **posted: str) -> dict[str, str]:
        """Press the button; return what the provider is asked."""
        response = client.post(path, posted)
        assert response.status_code == 200, response.content.decode()
        address = response["Refresh"].removeprefix("0; url=")
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        return {**self.asked, "address": address}

    def back(self, client: Any, key: str = "ciudad", **query: str) -> Any:
        """Come back."""
        query = {"code": "xyz", "state": self.asked.get("state", ""), **query}
        return client.get(f"/cuenta/con/{key}/regreso/", {name: value for name, value in query.items() if value})


def city(fake: Fake, by: Person, *, enabled: bool = True, **values: Any) -> IdentityProvider:
    """Set up the city's provider."""
    row = add_provider(
        by=by,
        at=NOW,
        **{
            "key": "ciudad",
            "name": "Cuenta Plaza",
            "protocol": "oidc",
            "client_id": "plaza",
            "secret": "muy secreto",
            **discover(fake.issuer),
            **values,
        },
    )
    set_method(name=row.method, enabled=enabled, position=1, validity_days=None, settings={}, by=by, at=NOW)
    return row
