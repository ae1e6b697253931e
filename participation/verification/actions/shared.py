"""What the acts of verification have in common. Called within an act's transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participation.access.verdict import Denied
from participation.events.record import record
from participation.verification.identity import clean_number, kinds_to_compare
from participation.verification.minors import Guardian, is_below, rules
from participation.verification.models import (
    REASON_LENGTH,
    Conflict,
    ConflictOutcome,
    GuardianConsent,
    GuardianRelation,
    Identity,
    IdentityKey,
    KeyKind,
    Verification,
)
from participation.verification.pepper import digester
from participation.verification.pseudonyms import pseudonym_of
from participation.verification.transfers import unite_all
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Person


@dataclass(frozen=True, slots=True)
class Held:
    """The documents of a confirmation: (kind, digest) in their order, and the keys that are stored of them, locked.

    ``apart``: the digests of a name that officials found to be of somebody else who is called the same.
    """

    sealed: list[tuple[str, str]]
    found: list[IdentityKey]
    apart: frozenset[str] = frozenset()


def hold_keys(documents: list[tuple[str, str]], *, person: "Person | None" = None) -> Held:
    """Seal documents and lock those of their keys that are stored, until the commit; no rotation comes between."""
    seal = digester(hold=True)
    sealed = [(kind, seal(kind, number)) for kind, number in documents]
    compared = {seal(other, number) for kind, number in documents for other in kinds_to_compare(kind)}
    rows = IdentityKey.objects.filter(digest__in=compared, retired_at__isnull=True)
    found = list(rows.select_for_update(no_key=True).order_by("pk"))
    order = {digest: place for place, (_kind, digest) in enumerate(sealed)}
    others = _namesakes(found, person)
    mine = [key for key in found if key.digest not in others]
    return Held(sealed, sorted(mine, key=lambda key: (order.get(key.digest, len(order)), key.pk)), others)


def _namesakes(found: list[IdentityKey], person: "Person | None") -> frozenset[str]:
    """Return the digests of names that are of somebody else, as an official decided for this person."""
    names = [key for key in found if key.kind == KeyKind.NAME]
    if not names or person is None:
        return frozenset()
    decided = Conflict.objects.filter(person=person, outcome=ConflictOutcome.APART)
    apart = set(decided.values_list("identity", flat=True)) | set(decided.values_list("other", flat=True))
    return frozenset(key.digest for key in names if key.identity_id in apart)


def new_keys(identity: Identity, held: Held, at: datetime) -> IdentityKey:
    """Store the documents that are not yet, and return the key of the first, which counts.

    Raises IntegrityError where somebody stored one at the same moment. They are stored in the order of their digests,
    so that two confirmations with the same documents wait for each other and never in a circle.
    """
    stored = {key.digest: key for key in held.found}
    for kind, digest in sorted(held.sealed, key=lambda pair: pair[1]):
        if digest not in stored and digest not in held.apart:
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


def hold_accounts(*identities: Identity, also: int | None = None) -> "list[Person]":
    """Lock every account that identities verified (and one more), in order, until the commit; return them."""
    from participation.models import Person

    verified = Verification.objects.filter(identity__in=identities).values("person")
    people = Person.objects.filter(Q(pk__in=verified) | Q(pk=also or 0)).order_by("pk")
    return list(people.select_for_update(no_key=True))


def hold_identities(*identities: Identity) -> list[Identity]:
    """Lock identities, after their documents and in order; return them as they now are, in the order given.

    Whoever locks both goes from accounts to documents to identities to verifications, so that nobody waits in a circle.
    """
    list(IdentityKey.objects.filter(identity__in=identities).select_for_update(no_key=True).order_by("pk"))
    rows = Identity.objects.filter(pk__in=[one.pk for one in identities]).select_for_update(no_key=True)
    found = {row.pk: row for row in rows.order_by("pk")}
    return [found[one.pk] for one in identities]


def end_verification(verification: Verification, reason: str, by: "Person", at: datetime) -> None:
    """End a verification within an act; its person is told the reason."""
    verification.revoked_at, verification.revoked_reason = at, reason
    verification.save(update_fields=["revoked_at", "revoked_reason"])  # writes: within the act that calls it
    payload = {"verification": verification.pk, "person": verification.person_id}
    record("verification.person.revoked", subject=None, by=by, at=at, payload=payload, after={"reason": reason})


def clean_reason(reason: str) -> str:
    """Return a reason on one line. Raises ValidationError where there is none."""
    words = tidy(reason)[:REASON_LENGTH].strip()
    if not words:
        raise ValidationError({"reason": _("Write the reason.")})
    return words


def merge(
    *, kept: Identity, other: Identity, account: "Person | None", reason: str, by: "Person", at: datetime
) -> Identity:
    """Make one identity of two, and end the verification of every account but one, within an act."""
    people = hold_accounts(kept, other)
    kept, other = hold_identities(kept, other)
    if kept.merged_into_id or other.merged_into_id or kept.pk == other.pk:
        Denied("already_merged", _("These identities were merged already.")).enforce()
    for verification in Verification.objects.current().filter(identity__in=[kept, other]).select_for_update():
        if account is None or verification.person_id != account.pk:
            end_verification(verification, reason, by, at)
    IdentityKey.objects.filter(identity=other).update(identity=kept)
    Verification.objects.filter(identity=other).update(identity=kept)
    other.merged_into, other.merged_at = kept, at
    other.save(update_fields=["merged_into", "merged_at"])
    payload = {"identity": kept.pk, "merged": other.pk}
    record("verification.identity.merged", subject=None, by=by, at=at, payload=payload, after={"reason": reason})
    unite_all(people, at)
    return kept
