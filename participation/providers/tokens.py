"""The identity token of OpenID Connect: who signed it, for whom, until when, and for which sign-in."""

import hmac
import json
from typing import Any

import jwt

from participation.providers.failures import ProviderError
from participation.providers.guarded import GuardedSession
from participation.providers.models import IdentityProvider

# Signatures with a public key alone: neither "none" nor one made with a secret that both sides have.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
LEEWAY = 60  # seconds that clocks may differ
REQUIRED = ["iss", "aud", "exp", "iat", "sub"]
MOST_KEYS = 50


def read_token(provider: IdentityProvider, token: Any, nonce: str) -> dict[str, Any]:
    """Return what an identity token says, once everything of it was checked. Raises ProviderError.

    allauth skips the signature of what comes straight from the provider, and knows no nonce. Here both are checked
    always, so that nothing depends on the way by which a token came.
    """
    if not isinstance(token, str) or not nonce:
        raise ProviderError("untrusted")
    try:
        header = jwt.get_unverified_header(token)
        said: dict[str, Any] = jwt.decode(
            token,
            _key(provider, header),
            algorithms=list(ALGORITHMS),
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=LEEWAY,
            options={"require": REQUIRED, "strict_aud": False},
        )
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ProviderError("untrusted") from error
    if not hmac.compare_digest(str(said.get("nonce", "")).encode(), nonce.encode()):
        raise ProviderError("untrusted")
    several = isinstance(said["aud"], list) and len(said["aud"]) > 1
    if (several or "azp" in said) and said.get("azp") != provider.client_id:
        raise ProviderError("untrusted")
    return said


def _key(provider: IdentityProvider, header: dict[str, Any]) -> Any:
    """Return the provider's key that a token names; the only one that fits where it names none."""
    reply = GuardedSession().get(provider.keys_url)
    reply.raise_for_status()
    found = reply.json().get("keys")
    if not isinstance(found, list) or header.get("alg") not in ALGORITHMS:
        raise ProviderError("untrusted")
    keys = [key for key in found[:MOST_KEYS] if isinstance(key, dict) and key.get("use", "sig") == "sig"]
    named = [key for key in keys if key.get("kid") == header.get("kid")] if "kid" in header else keys
    if len(named) != 1 or named[0].get("kty") not in {"RSA", "EC", "OKP"}:
        raise ProviderError("untrusted")
    return jwt.PyJWK.from_json(json.dumps(named[0]), algorithm=named[0].get("alg") or header["alg"]).key
