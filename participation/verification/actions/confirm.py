"""The act behind every method: an account is confirmed as the account of one identity, which has no other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation.access.verdict import Denied
from participation.events.record import record
from participation.verification import minors, policies
from participation.verification.actions import taken
from participation.verification.actions.shared import end_verification, hold_keys, new_keys, settle_minor
from participation.verification.identity import clean_number, curp_birth_date
from participation.verification.methods import as_configured
from participation.verification.models import Identity, IdentityKey, KeyKind, Verification
from participation.verification.querysets import current_verification
from participation.verification.renewal import confirmed_with, end_of, may_be_renewed
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Person, Territory

OLDEST = 130
Documents = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a method found out, besides the documents."""

    method: str
    birth_date: date | None
    territory: "Territory | None"
    residence: str
    by: "Person | None"
    at: datetime
    expires_at: datetime | None
    ref: str
    guardian: "minors.Guardian | None" = None
    places: tuple[int, ...] = ()


def confirm_identity(
    *,
    person: "Person",
    method: str,
    documents: Documents,
    birth_date: date | None,
    territory: "Territory | None",
    by: "Person | None",
    at: datetime,
    expires_at: datetime | None = None,
    subject_ref: str = "",
    residence: str = "",
    guardian: "minors.Guardian | None" = None,
    places: Sequence[int] = (),
) -> Verification:
    """Confirm who a person is by what a method established; every method ends here.

    ``documents`` are (kind, number), the one that counts first; those that come together are vouched for as one
    person's by the method. ``places``: the territories that hold the point of their address, where it was given.
    ``by`` is the person, where a method needs nobody else, or the official. ``expires_at``: by default after the days
    that the method's setting says. ``subject_ref``: what the event names as the source (no personal datum). Whoever is
    verified already is renewed, or gains a further method.

    Raises ValidationError for a document or a date that cannot be, and ActDenied: ``identity_taken`` where the document
    is of an identity with another account (officials find the conflict in their queue; whose it is is never told),
    ``already_verified``, ``other_document``, ``too_young``, ``guardian_needed``, ``method_closed``… Call it outside of
    a transaction: the conflict is written after the refused confirmation was undone.
    """
    way = as_configured(method)
    facts = Facts(
        method=method,
        birth_date=birth_date,
        territory=territory,
        residence=residence,
        by=by,
        at=at,
        expires_at=expires_at or (way.until(at) if way else None),
        ref=subject_ref,
        guardian=guardian,
        places=tuple(places),
    )
    clean = [(kind, clean_number(kind, number)) for kind, number in documents]
    if not clean:
        raise ValueError("a confirmation needs a document")
    _check_birth_date(birth_date, clean, at)
    for _try in range(2):
        try:
            return _confirm(person=person, documents=clean, facts=facts)
        except taken.TakenError as clash:
            taken.open_conflict(person=person, clash=clash, facts=facts)
            taken.REFUSED.enforce()
        except IntegrityError:  # somebody stored the same document at the same moment: now it is found
            continue
    taken.REFUSED.enforce()
    raise AssertionError("a refusal raises")


@transaction.atomic
def _confirm(*, person: "Person", documents: list[tuple[str, str]], facts: Facts) -> Verification:
    _hold_person(person.pk)
    policies.may_confirm(facts.by, person, facts.method, at=facts.at).enforce()
    minors.check(facts.birth_date, facts.guardian, at=facts.at)
    held = hold_keys(documents, person=person)
    current = current_verification(person, lock=True)
    identities = sorted({key.identity_id for key in held.found})
    if len(identities) > 1:
        raise taken.TakenError("two", identities[0], identities[1], held.found[0])
    if current is not None:
        return _again(current, identities, held, facts)
    if identities:
        identity = Identity.objects.select_for_update(no_key=True).get(pk=identities[0])
        if Verification.objects.current().filter(identity=identity).exists():
            raise taken.TakenError("taken", identity.pk, None, held.found[0])
    else:
        identity = Identity.objects.create(at=facts.at)
    key = new_keys(identity, held, facts.at)
    return _first(person, identity, key, facts)


def _first(person: "Person", identity: Identity, key: IdentityKey, facts: Facts) -> Verification:
    until = facts.expires_at
    verification = Verification.objects.create(
        person=person,
        identity=identity,
        key=key,
        method=facts.method,
        confirmed={facts.method: until.isoformat() if until else None},
        birth_date=facts.birth_date,
        territory=facts.territory,
        residence=facts.residence,
        places=list(facts.places),
        verified_by=facts.by,
        at=facts.at,
        expires_at=until,
    )
    _tell("verification.person.verified", verification, facts)
    settle_minor(verification, facts.guardian, by=facts.by, at=facts.at)
    taken.transfer_from_closed(identity=identity, to=person, at=facts.at)
    return verification


def _again(current: Verification, identities: list[int], held: Any, facts: Facts) -> Verification:
    """Renew a verification, or add a method to it: its own identity, confirmed once more."""
    is_known = current.is_confirmed_by(facts.method, facts.at)
    if is_known and not may_be_renewed(current, facts.method, facts.at):
        Denied("already_verified", _("This person is verified already.")).enforce()
    if not identities:
        Denied(
            "other_document",
            _("This account is verified with another document. At a counter an official can join both."),
        ).enforce()
    if identities != [current.identity_id]:
        assert current.identity_id is not None
        raise taken.TakenError("two", identities[0], current.identity_id, held.found[0])
    identity = Identity.objects.select_for_update(no_key=True).get(pk=current.identity_id)
    current.key = new_keys(identity, held, facts.at)
    current.confirmed = confirmed_with(current, facts.method, facts.expires_at)
    current.expires_at = end_of(current.confirmed)
    current.method, current.verified_by, current.renewed_at = facts.method, facts.by, facts.at
    current.told_of_end_at = None
    current.birth_date = facts.birth_date or current.birth_date
    if facts.territory is not None:
        current.territory, current.residence = facts.territory, facts.residence
        current.places = list(facts.places)
    current.save()
    _tell("verification.person.renewed", current, facts)
    settle_minor(current, facts.guardian, by=facts.by, at=facts.at)
    return current


def _tell(name: str, verification: Verification, facts: Facts) -> None:
    payload = {"verification": verification.pk, "person": verification.person_id, "method": facts.method}
    if facts.ref:
        payload["ref"] = facts.ref
    record(name, subject=None, by=facts.by, at=facts.at, payload=payload)


def _check_birth_date(birth_date: date | None, documents: Iterable[tuple[str, str]], at: datetime) -> None:
    if birth_date is None:
        return
    today = timezone.localdate(at)
    if not today.year - OLDEST <= birth_date.year or birth_date > today:
        raise ValidationError({"birth_date": _("This date of birth cannot be.")})
    carried = [curp_birth_date(number) for kind, number in documents if kind in {KeyKind.CURP, KeyKind.DOCUMENT}]
    if any(found and found != birth_date for found in carried):
        raise ValidationError({"birth_date": _("The date of birth is not the one that the CURP carries.")})


def _hold_person(pk: int) -> None:
    """Hold the person's row until the commit: what they do now, still verified, is done before the identity is free."""
    from participation.models import Person

    Person.objects.select_for_update(no_key=True).only("pk").get(pk=pk)


@transaction.atomic
def renew_verification(
    *, verification: Verification, by: "Person", at: datetime, expires_at: datetime | None = None
) -> Verification:
    """Renew a verification whose end is near or past, by an official who has the person and their document before them.

    Raises ActDenied. A self-service method renews by confirming once more (``confirm_identity``).
    """
    _hold_person(verification.person_id)
    verification = Verification.objects.select_for_update().get(pk=verification.pk)
    policies.may_renew(by, verification, at=at).enforce()
    way = as_configured(verification.method)
    until = expires_at or (way.until(at) if way else None)
    verification.confirmed = confirmed_with(verification, verification.method, until)
    verification.expires_at, verification.renewed_at = end_of(verification.confirmed), at
    verification.verified_by, verification.told_of_end_at = by, None
    verification.save()
    payload = {"verification": verification.pk, "person": verification.person_id, "method": verification.method}
    record("verification.person.renewed", subject=None, by=by, at=at, payload=payload)
    return verification


@transaction.atomic
def revoke_verification(*, verification: Verification, reason: str, by: "Person", at: datetime) -> Verification:
    """Revoke a verification with a reason; the identity may be used again. Raises ActDenied and ValidationError.

    What the person did while verified goes on counting as theirs, also when their identity verifies another account.
    """
    _hold_person(verification.person_id)
    verification = Verification.objects.select_for_update().get(pk=verification.pk)
    policies.may_revoke(by, verification, at=at).enforce()
    words = tidy(reason)[:300]
    if not words:
        raise ValidationError({"revoked_reason": _("Write the reason.")})
    end_verification(verification, words, by, at)
    return verification
