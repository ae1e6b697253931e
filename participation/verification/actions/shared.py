"""What the acts of verification have in common. Called within an act's transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from participation.events.record import record
from participation.verification.identity import clean_number, kinds_to_compare
from participation.verification.minors import Guardian, is_below, rules
from participation.verification.models import GuardianConsent, GuardianRelation, Identity, IdentityKey, Verification
from participation.verification.pepper import digester
from participation.verification.pseudonyms import pseudonym_of

if TYPE_CHECKING:
    from participation.models import Person


@dataclass(frozen=True, slots=True)
class Held:
    """The documents of a confirmation: (kind, digest) in their order, and the keys that are stored of them, locked."""

    sealed: list[tuple[str, str]]
    found: list[IdentityKey]


def hold_keys(documents: list[tuple[str, str]]) -> Held:
    """Seal documents and lock those of their keys that are stored, until the commit; no rotation comes between."""
    seal = digester(hold=True)
    sealed = [(kind, seal(kind, number)) for kind, number in documents]
    compared = {seal(other, number) for kind, number in documents for other in kinds_to_compare(kind)}
    rows = IdentityKey.objects.filter(digest__in=compared, retired_at__isnull=True)
    found = list(rows.select_for_update(no_key=True).order_by("pk"))
    order = {digest: place for place, (_kind, digest) in enumerate(sealed)}
    return Held(sealed, sorted(found, key=lambda key: (order.get(key.digest, len(order)), key.pk)))


def new_keys(identity: Identity, held: Held, at: datetime) -> IdentityKey:
    """Store the documents that are not yet, and return the key of the first, which counts.

    Raises IntegrityError where somebody stored one at the same moment. They are stored in the order of their digests,
    so that two confirmations with the same documents wait for each other and never in a circle.
    """
    stored = {key.digest: key for key in held.found}
    for kind, digest in sorted(held.sealed, key=lambda pair: pair[1]):
        if digest not in stored:
            stored[digest] = IdentityKey.objects.create(identity=identity, kind=kind, digest=digest, at=at)
    return stored[held.sealed[0][1]]


def settle_minor(verification: Verification, guardian: Guardian | None, *, by: "Person | None", at: datetime) -> None:
    """Keep the consent, and give a minor their pseudonym. Within the act of verifying."""
    if guardian is not None and by is not None:
        if guardian.relation not in GuardianRelation.values:
            raise ValueError(f"unknown relation {guardian.relation!r}")
        number = clean_number(guardian.kind, guardian.number)
        GuardianConsent.objects.create(
            verification=verification,
            relation=guardian.relation,
            digest=digester(hold=True)(f"guardian-{guardian.kind}", number),
            recorded_by=by,
            at=at,
        )
    if is_below(verification.birth_date, rules().pseudonym_below, at):
        _shield(verification, by, at)


def _shield(verification: Verification, by: "Person | None", at: datetime) -> None:
    """Show a pseudonym in the place of the name that the minor gave, which is not kept."""
    person = verification.person
    name = pseudonym_of(person.key)
    if person.name == name:
        return
    person.name = name
    person.save(update_fields=["name"])
    record("verification.minor.shielded", subject=None, by=by, at=at, payload={"person": person.pk})
