"""Acts of verification. The document number is hashed here and goes no further."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation.access.verdict import Denied
from participation.events.record import record
from participation.verification import policies
from participation.verification.identity import clean_document, curp_birth_date, identity_hash
from participation.verification.models import Verification
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Person, Territory

OLDEST = 130


@transaction.atomic
def verify_at_counter(
    *,
    person: "Person",
    document: str,
    birth_date: date | None,
    territory: "Territory | None",
    by: "Person",
    at: datetime,
) -> Verification:
    """Verify a person who came with a document: one identity, one person.

    Raises ValidationError for a document or a date that cannot be, and ActDenied where the identity or the person is
    verified already. What it says of a used identity never tells whose account it is.
    """
    policies.may_verify(by, person, at=at).enforce()
    number = clean_document(document)
    _check_birth_date(birth_date, number, at)
    try:
        with transaction.atomic():
            verification = Verification.objects.create(
                person=person,
                method="counter",
                identity_hash=identity_hash(number),
                birth_date=birth_date,
                territory=territory,
                verified_by=by,
                at=at,
            )
    except IntegrityError as error:
        if "verification_one_person" in str(error):
            Denied("already_verified", _("This person is verified already.")).enforce()
        Denied(
            "identity_taken",
            _("This document already verified an account. Whoever manages the platform can help if it was lost."),
        ).enforce()
    record(
        "verification.person.verified",
        subject=None,
        by=by,
        at=at,
        payload={"verification": verification.pk, "person": person.pk, "method": "counter"},
    )
    return verification


def _check_birth_date(birth_date: date | None, number: str, at: datetime) -> None:
    if birth_date is None:
        return
    today = timezone.localdate(at)
    if not today.year - OLDEST <= birth_date.year or birth_date > today:
        raise ValidationError({"birth_date": _("This date of birth cannot be.")})
    carried = curp_birth_date(number)
    if carried and carried != birth_date:
        raise ValidationError({"birth_date": _("The date of birth is not the one that the CURP carries.")})


def _hold_person(pk: int) -> None:
    """Hold the person's row until the commit: what they do now, still verified, is done before the identity is free."""
    from participation.models import Person

    Person.objects.select_for_update(no_key=True).only("pk").get(pk=pk)


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
    verification.revoked_at, verification.revoked_reason = at, words
    verification.save(update_fields=["revoked_at", "revoked_reason"])
    record(
        "verification.person.revoked",
        subject=None,
        by=by,
        at=at,
        payload={"verification": verification.pk, "person": verification.person_id},
    )
    return verification
