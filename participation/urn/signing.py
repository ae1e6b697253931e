"""The installation's own signature (Ed25519): of the heads of logs, of frozen ballots, of counts and their files.

One key for each installation, made at the first signature and kept in a file of its own folder. It is no secret of
voters: losing it loses nothing but the name under which is signed, and another is made. It belongs into the backup.
"""

from functools import lru_cache
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from participation.urn.keys import FileStore
from participation.urn.ledger import signed_bytes

NAME = UUID(int=0)  # of the file


def sign(kind: str, text: str) -> str:
    """Return the signature over a text of a kind (``ledger.signed_bytes``). Raises OSError without the folder."""
    return _key().sign(signed_bytes(kind, text)).hex()


def public_key() -> str:
    """Return the public half, as it is printed in a call for votes. Raises OSError without the folder."""
    return _key().public_key().public_bytes_raw().hex()


def digest_salt(vote: UUID) -> str:
    """Return the salt of what is bound at a close and not published: whoever holds the key can show what was bound."""
    return _key().sign(signed_bytes("digest", str(vote))).hex()[:64]


def _key() -> Ed25519PrivateKey:
    return _read(Path(settings.AZOTEA_SIGNING_KEYS))


@lru_cache(maxsize=4)
def _read(folder: Path) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(FileStore(folder).make(NAME))
