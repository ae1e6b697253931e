"""Taking over the keyed hashes of before identities had rows of their own.

The migration does it once. While an installation is being updated, the former release still writes such rows for some
minutes: the daily job calls it again, and finds nothing on every other day.
"""

from collections.abc import Callable
from typing import Any

from participation.verification.pepper import mark_of, peppers

CHUNK = 2000


def adopt_hashes(get_model: Callable[[str, str], Any]) -> int:
    """Give an identity and a key to each keyed hash that has none; return how many verifications were joined to one.

    ``get_model(app, name)`` is that of a migration's apps or of Django's. Call it within a transaction.
    """
    verifications = get_model("participation", "Verification").objects
    waiting = verifications.filter(identity__isnull=True, identity_hash__isnull=False)
    first_of: dict[str, Any] = {}
    for digest, at in waiting.values_list("identity_hash", "at").order_by("at", "pk").iterator(CHUNK):
        first_of.setdefault(digest, at)
    if not first_of:
        return 0
    _hold_state(get_model)
    digests = list(first_of)
    for start in range(0, len(digests), CHUNK):
        _adopt(get_model, {digest: first_of[digest] for digest in digests[start : start + CHUNK]})
    return sum(_join(get_model, digests[start : start + CHUNK]) for start in range(0, len(digests), CHUNK))


def _hold_state(get_model: Callable[[str, str], Any]) -> None:
    """The hashes of before went through the first secret alone: from there a rotation goes on."""
    states = get_model("participation", "PepperState").objects
    values = {"generation": 1, "marks": [mark_of(peppers()[:1])]}
    states.get_or_create(one=True, defaults=values)  # writes: a move of data


def _adopt(get_model: Callable[[str, str], Any], chunk: dict[str, Any]) -> None:
    identities, keys = (get_model("participation", name) for name in ("Identity", "IdentityKey"))
    known = set(keys.objects.filter(digest__in=chunk, retired_at__isnull=True).values_list("digest", flat=True))
    new = [(digest, at) for digest, at in chunk.items() if digest not in known]
    made = identities.objects.bulk_create([identities(at=at) for _digest, at in new])  # writes: a move of data
    keys.objects.bulk_create(  # writes: a move of data
        keys(identity=identity, kind="document", digest=digest, at=at)
        for identity, (digest, at) in zip(made, new, strict=True)
    )


def _join(get_model: Callable[[str, str], Any], digests: list[str]) -> int:
    verifications, keys = (get_model("participation", name) for name in ("Verification", "IdentityKey"))
    by_digest = {key.digest: key for key in keys.objects.filter(digest__in=digests, retired_at__isnull=True)}
    rows = list(verifications.objects.filter(identity__isnull=True, identity_hash__in=digests))
    for row in rows:
        key = by_digest[row.identity_hash]
        row.identity_id, row.key_id = key.identity_id, key.pk
        row.confirmed = row.confirmed or {row.method: None}
    verifications.objects.bulk_update(rows, ["identity", "key", "confirmed"])  # writes: a move of data
    return len(rows)
