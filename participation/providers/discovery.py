"""The addresses of an OpenID Connect provider, read from its discovery document when it is set up."""

from typing import Any

from participation.outgoing.errors import RefusedError
from participation.outgoing.target import read_target
from participation.providers.failures import ProviderError
from participation.providers.guarded import GuardedSession
from participation.providers.models import LONGEST_URL

WELL_KNOWN = "/.well-known/openid-configuration"
FIELDS = {
    "issuer": "issuer",
    "authorize_url": "authorization_endpoint",
    "token_url": "token_endpoint",
    "keys_url": "jwks_uri",
    "userinfo_url": "userinfo_endpoint",
}


def tidy_issuer(address: str) -> str:
    """Return the issuer that an address means: of the document itself, whose it is."""
    return address.strip().partition("/.well-known/")[0].rstrip("/")


def discover(address: str) -> dict[str, Any]:
    """Return what the row of a provider keeps of its discovery document. Raises ProviderError.

    The document must be of the issuer that was asked, and lead to addresses that the server may call.
    """
    issuer = tidy_issuer(address)
    reply = GuardedSession().get(issuer + WELL_KNOWN)
    reply.raise_for_status()
    document = reply.json()
    found = {field: document.get(name) for field, name in FIELDS.items()}
    found["userinfo_url"] = found["userinfo_url"] or ""
    if not all(isinstance(value, str) and len(value) <= LONGEST_URL for value in found.values()):
        raise ProviderError("untrusted")
    if str(found["issuer"]).rstrip("/") != issuer:
        raise ProviderError("untrusted")
    try:
        for value in found.values():
            if value:
                read_target(str(value))
    except RefusedError as error:
        raise ProviderError("untrusted") from error
    methods = document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return {**found, "basic_auth": "client_secret_post" not in methods}
