"""The code of a printed sheet: easy to read and type, too long to guess, kept as a keyed hash."""

import hashlib
import hmac
import re
import secrets

from django.conf import settings

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that looks like something else
LENGTH = 16  # 79 bits
GROUP = 4


def new_code() -> str:
    """Return a new code, as ``ABCD-EFGH-JKMN-PQRS``."""
    letters = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    return "-".join(letters[place : place + GROUP] for place in range(0, LENGTH, GROUP))


def digest_of_code(code: str) -> str:
    """Return the keyed hash of a code however it was typed."""
    plain = re.sub(r"[^A-Z0-9]", "", (code or "").upper())[:64]
    secret = hashlib.sha256(b"azotea.sheet:" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(secret, plain.encode(), hashlib.sha256).hexdigest()
