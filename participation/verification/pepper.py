"""The secrets of the identity key, and the keyed hashes that they make.

``AZOTEA_IDENTITY_KEY`` is one secret, or several with commas between them, the oldest first. A document's digest goes
through them one after another, ``HMAC(p2, HMAC(p1, document))``, so that a new secret can be laid over the digests that
are stored without anybody bringing their document again (``rotation.py``). How many secrets the stored digests went
through stands in one row of the database, never in the setting alone: a secret that was added is not used before the
rotation, and a process that was started with fewer secrets than were used refuses to verify.
"""

import hashlib
import hmac
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

LABEL = b"azotea.identity:"
LOOK = "SELECT generation, marks FROM participation_pepperstate"
HOLD = LOOK + " FOR SHARE"  # Django knows FOR UPDATE alone, behind which every verification would wait
OF_OLD = "document"  # the kind of digests of before kinds were told apart


def peppers() -> list[bytes]:
    """Return the secrets of the setting, oldest first."""
    return [part.strip().encode() for part in settings.AZOTEA_IDENTITY_KEY.split(",") if part.strip()]


def wrap(digest: str, secrets: list[bytes]) -> str:
    """Lay further secrets over a stored digest."""
    for secret in secrets:
        digest = hmac.new(secret, LABEL + digest.encode(), hashlib.sha256).hexdigest()
    return digest


def chain(kind: str, number: str, secrets: list[bytes]) -> str:
    """Return the digest of a clean number of a kind of document."""
    text = number if kind == OF_OLD else f"{kind}:{number}"
    first = hmac.new(secrets[0], LABEL + text.encode(), hashlib.sha256).hexdigest()
    return wrap(first, secrets[1:])


def mark_of(secrets: list[bytes]) -> str:
    """Return the mark by which a chain of secrets is known again; it does not give the secrets away."""
    return chain("mark", "azotea.identity.mark", secrets)


class WrongKeyError(ImproperlyConfigured):
    """The setting AZOTEA_IDENTITY_KEY is not the one that the stored digests were made with."""


def generation(*, hold: bool = False) -> int:
    """Return how many secrets the stored digests went through, after checking that the setting holds those very ones.

    With ``hold`` (within a transaction) no rotation comes between until the commit: whoever compares or stores digests
    holds it. Raises WrongKeyError, since with a wrong secret everybody could verify a second account.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD if hold else LOOK)
        row = cursor.fetchone()
    if row is None:
        _begin()
        return generation(hold=hold)
    used, marks = row
    mine = peppers()
    if len(mine) < used or any(mark_of(mine[: place + 1]) != mark for place, mark in enumerate(marks)):
        raise WrongKeyError(
            "AZOTEA_IDENTITY_KEY is not the one that identities were stored with. Put the former secrets back, the"
            " oldest first, and restart every process."
        )
    return int(used)


def _begin() -> None:
    from participation.models import PepperState

    mine = peppers()
    marks = [mark_of(mine[: place + 1]) for place in range(len(mine))]
    row = PepperState(one=True, generation=len(mine), marks=marks)
    with transaction.atomic():
        PepperState.objects.bulk_create([row], ignore_conflicts=True)  # writes: the state of the setting


def digester(*, hold: bool = False) -> Callable[[str, str], str]:
    """Return the function (kind, clean number) → digest, for many at a time; see ``generation`` for ``hold``."""
    secrets = peppers()[: generation(hold=hold)]
    return lambda kind, number: chain(kind, number, secrets)


def identity_digest(kind: str, number: str) -> str:
    """Return the digest of one clean number of a kind of document, the only trace of it that is kept."""
    return digester()(kind, number)
