"""What is kept of a line of a list: a keyed hash to find it by, and channels that only its own document opens."""

import hashlib
import hmac
import json
import os
import zlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from participation.verification.pepper import chain, generation, peppers

FIND = "census"
OPEN = "census-channel"
LABEL = b"azotea.census:"
NONCE = 12
BLOCK = 64  # the length of what is sealed tells nothing


@dataclass(frozen=True, slots=True)
class Channels:
    """What the government holds of a person: the kind of their document, and where a code can be sent."""

    kind: str
    email: str
    phone: str

    def of(self, way: str) -> str:
        """Return the address or number of a way; nothing where there is none."""
        return {"email": self.email, "phone": self.phone}.get(way, "")


def _text(number: str, birth_date: date) -> str:
    return f"{number} {birth_date:%Y-%m-%d}"


def used_secrets(*, hold: bool = False) -> list[bytes]:
    """Return the secrets that stored digests went through; see ``pepper.generation`` for ``hold``."""
    return peppers()[: generation(hold=hold)]


def digest_of(number: str, birth_date: date, secrets: list[bytes]) -> str:
    """Return the keyed hash by which a line is found: of document and date of birth together."""
    return chain(FIND, _text(number, birth_date), secrets)


def _key(number: str, birth_date: date, secrets: list[bytes]) -> bytes:
    return bytes.fromhex(chain(OPEN, _text(number, birth_date), secrets))


def encrypt(key: bytes, plain: bytes) -> bytes:
    """Encrypt with AES-256-GCM under a fresh nonce."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, None)


def decrypt(key: bytes, sealed: bytes) -> bytes:
    """Return what was encrypted. Raises ValueError for another key or something that was changed."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], None)
    except (InvalidTag, ValueError) as error:
        raise ValueError("not sealed with this key") from error


def seal_channels(channels: Channels, number: str, birth_date: date, secrets: list[bytes]) -> bytes:
    """Return the channels of a line as they are kept."""
    plain = json.dumps([channels.kind, channels.email, channels.phone], separators=(",", ":")).encode()
    return encrypt(_key(number, birth_date, secrets), plain + b" " * (-len(plain) % BLOCK))


def open_channels(sealed: bytes, number: str, birth_date: date, first: int, secrets: list[bytes]) -> Channels:
    """Return the channels of a line. ``first``: how many secrets it was sealed with; later ones lie over it.

    Raises ValueError where the line is not of this document and date.
    """
    for secret in reversed(secrets[first:]):
        sealed = decrypt(_outer(secret), sealed)
    return Channels(*json.loads(decrypt(_key(number, birth_date, secrets[:first]), sealed)))


def _outer(secret: bytes) -> bytes:
    return hmac.digest(secret, LABEL + b"outer", hashlib.sha256)


def lay_over(sealed: bytes, new: list[bytes]) -> bytes:
    """Lay further secrets over the sealed channels of a line, as a rotation of the identity key does."""
    for secret in new:
        sealed = encrypt(_outer(secret), sealed)
    return sealed


# --- What lives for minutes: under the newest secret ------------------------------------------------------------------
def _passing(purpose: bytes) -> bytes:
    return hmac.digest(peppers()[-1], LABEL + purpose, hashlib.sha256)


def seal_passing(purpose: str, values: Any) -> bytes:
    """Encrypt values for some minutes: a message on its way, or what a person's own browser keeps."""
    plain = zlib.compress(json.dumps(values, separators=(",", ":")).encode())
    return encrypt(_passing(purpose.encode()), plain + b"\0" * (-len(plain) % BLOCK))


def open_passing(purpose: str, sealed: bytes) -> Any:
    """Return the values. Raises ValueError."""
    try:
        plain = zlib.decompressobj().decompress(decrypt(_passing(purpose.encode()), bytes(sealed)), 10_000)
        return json.loads(plain)
    except zlib.error as error:
        raise ValueError("not sealed with this key") from error


def code_digest(key: str, code: str) -> str:
    """Return the keyed hash of a code, which is of one request alone."""
    return hmac.new(_passing(b"code"), f"{key}:{code}".encode(), hashlib.sha256).hexdigest()
