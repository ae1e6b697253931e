"""Deciding on a verification that was refused since its document is of an identity with another account."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from participation.access.verdict import Denied
from participation.events.record import record
from participation.verification import policies
from participation.verification.actions.shared import (
    clean_reason,
    end_verification,
    hold_accounts,
    hold_identities,
    merge,
)
from participation.verification.methods import as_configured
from participation.verification.models import Conflict, ConflictKind, ConflictOutcome, Verification
from participation.verification.querysets import current_verification

if TYPE_CHECKING:
    from participation.models import Person

OUTCOMES = {
    ConflictKind.TAKEN: (ConflictOutcome.KEEP, ConflictOutcome.MOVE, ConflictOutcome.APART),
    ConflictKind.TWO: (ConflictOutcome.KEEP, ConflictOutcome.MERGE, ConflictOutcome.APART),
}


@transaction.atomic
def decide_conflict(*, conflict: Conflict, outcome: str, reason: str, by: "Person", at: datetime) -> Conflict:
    """Decide a conflict of identity, once, with a reason that both people are told.

    ``keep`` changes nothing; ``move`` ends the verification of the other account and verifies who asked; ``merge``
    makes one identity of two, whose verified account is that of who asked; ``apart``: two people of the same name and
    date of birth, so that who asked can be verified at a counter. Raises ActDenied and ValidationError.
    """
    conflict = Conflict.objects.select_for_update().get(pk=conflict.pk)
    policies.may_decide_conflict(by, conflict, at=at).enforce()
    if outcome not in OUTCOMES[ConflictKind(conflict.kind)]:
        raise ValidationError({"outcome": _("Choose one of the decisions.")})
    words = clean_reason(reason)
    if outcome == ConflictOutcome.MOVE:
        _move(conflict, words, by, at)
    elif outcome == ConflictOutcome.MERGE:
        _merge(conflict, words, by, at)
    conflict.outcome, conflict.reason = outcome, words
    conflict.decided_by, conflict.decided_at = by, at
    conflict.birth_date = conflict.territory = None
    conflict.residence, conflict.places = "", []
    conflict.save()
    payload = {"conflict": conflict.pk, "person": conflict.person_id, "outcome": outcome}
    record("verification.conflict.decided", subject=None, by=by, at=at, payload=payload, after={"reason": words})
    return conflict


def _move(conflict: Conflict, reason: str, by: "Person", at: datetime) -> None:
    hold_accounts(conflict.identity, also=conflict.person_id)
    (identity,) = hold_identities(conflict.identity)
    if identity.merged_into_id:
        Denied("already_merged", _("These identities were merged already.")).enforce()
    for verification in Verification.objects.current().filter(identity=identity).select_for_update():
        end_verification(verification, reason, by, at)
    _verify(conflict, identity.pk, by, at)


def _merge(conflict: Conflict, reason: str, by: "Person", at: datetime) -> None:
    assert conflict.other is not None
    kept = merge(kept=conflict.identity, other=conflict.other, account=conflict.person, reason=reason, by=by, at=at)
    if current_verification(conflict.person) is None:
        _verify(conflict, kept.pk, by, at)


def _verify(conflict: Conflict, identity: int, by: "Person", at: datetime) -> None:
    """Finish the verification that was refused, with what was found out then."""
    if not conflict.person.is_active or conflict.person.erased_at:
        Denied("account_closed", _("This account is closed.")).enforce()
    if current_verification(conflict.person) is not None:
        Denied("already_verified", _("This person is verified already.")).enforce()
    way = as_configured(conflict.method)
    until = way.until(at) if way else None
    verification = Verification.objects.create(
        person=conflict.person,
        identity_id=identity,
        key=conflict.key,
        method=conflict.method,
        confirmed={conflict.method: until.isoformat() if until else None},
        birth_date=conflict.birth_date,
        territory=conflict.territory,
        residence=conflict.residence,
        places=conflict.places,
        verified_by=by,
        at=at,
        expires_at=until,
    )
    payload = {"verification": verification.pk, "person": conflict.person_id, "method": conflict.method}
    record("verification.person.verified", subject=None, by=by, at=at, payload=payload)
