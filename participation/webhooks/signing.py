"""Secrets of webhooks and the signatures made with them, in the format of Standard Webhooks."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from cryptography.fernet import InvalidToken

from participation.ciphers import cipher

if TYPE_CHECKING:
    from participation.models import WebhookEndpoint

PREFIX = "whsec_"


class UnreadableSecretError(Exception):
    """The stored secret was sealed with a key that is not known any more."""


def new_secret() -> str:
    """Return a fresh secret: ``whsec_`` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def seal(secret: str) -> str:
    """Return a secret as it is stored. It must be readable to sign with; a copy of the database alone is not enough."""
    return cipher("webhooks").encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Return a stored secret. Raises UnreadableSecretError."""
    try:
        return cipher("webhooks").decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise UnreadableSecretError from error


def resealed(sealed: str) -> str:
    """Return a stored secret sealed with the key of now; as it stands where it is already, or cannot be read."""
    current = cipher("webhooks")._fernets[0]
    try:
        current.decrypt(sealed.encode())
    except InvalidToken:
        pass
    else:
        return sealed
    try:
        return seal(unseal(sealed))
    except UnreadableSecretError:
        return sealed


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Return one signature, with its version."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def headers_of(endpoint: "WebhookEndpoint", message_id: str, body: bytes, at: datetime) -> dict[str, str]:
    """Return the headers that prove where a message comes from; after a rotation both secrets sign for a while.

    Raises UnreadableSecretError.
    """
    secrets_in_force = [unseal(endpoint.secret)]
    if endpoint.former_until and at < endpoint.former_until:
        secrets_in_force.append(unseal(endpoint.former_secret))
    timestamp = int(at.timestamp())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(sign(secret, message_id, timestamp, body) for secret in secrets_in_force),
    }
