"""What closing an account does to what other rooms do not know of: consents, files, and the blocked identity.

Contacts, name and belongings go at once (``people.actions.erase_account``). The keyed hash of a document is all that is
left of an identity: it is blocked, answers nobody but the rule of one person one voice, and is erased when its time is
over. Blocking comes before erasure, since duties of the person or of the government may already be born.
"""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from participation.privacy.models import Blocking, Consent
from participation.privacy.setup import blocking_time

if TYPE_CHECKING:
    from participation.models import Person


@transaction.atomic
def block_identity(*, person: "Person", at: datetime) -> Blocking | None:
    """Begin the time of blocking of a closed account; None where no identity was ever verified for it."""
    from participation.exports.actions import forget_exports_of
    from participation.models import Verification
    from participation.webhooks.actions import forget_endpoints_of

    Consent.objects.filter(person=person, withdrawn_at__isnull=True).update(withdrawn_at=at)
    forget_exports_of(person=person, at=at)
    forget_endpoints_of(person=person, at=at)
    if not Verification.objects.filter(person=person).exists():
        return None
    blocking, _new = Blocking.objects.get_or_create(
        person=person, defaults={"since": at, "until": at + blocking_time()}
    )
    return blocking


@transaction.atomic
def erase_blocked(*, at: datetime, limit: int = 200) -> int:
    """Erase for good the identities whose time of blocking is over; return how many. A task calls it.

    The rows stay as anchors of what was counted; the hashes in them are replaced by chance, so that nothing leads from
    a document to them any more. A hash that verifies another account is that account's, and stays.
    """
    over = Blocking.objects.select_for_update(skip_locked=True).filter(erased_at__isnull=True, until__lte=at)
    blockings = list(over.order_by("pk")[:limit])
    for blocking in blockings:
        _scramble(blocking.person_id, at)
        blocking.erased_at = at
        blocking.save(update_fields=["erased_at"])
    return len(blockings)


def _scramble(person_id: int, at: datetime) -> None:
    from participation.models import GuardianConsent, IdentityKey, Verification

    mine = Verification.objects.select_for_update(of=("self",)).filter(person_id=person_id)
    for identity_id in sorted(set(mine.exclude(identity=None).values_list("identity_id", flat=True))):
        if Verification.objects.filter(identity_id=identity_id, person__erased_at__isnull=True).exists():
            continue
        for key in IdentityKey.objects.select_for_update(of=("self",)).filter(identity_id=identity_id):
            key.digest, key.reason = secrets.token_hex(32), ""
            key.retired_at = key.retired_at or at
            key.save(update_fields=["digest", "reason", "retired_at"])
    for consent in GuardianConsent.objects.filter(verification__in=mine):
        consent.digest = secrets.token_hex(32)
        consent.save(update_fields=["digest"])
    mine.update(identity_hash=None, birth_date=None, territory=None)
    Consent.objects.filter(person_id=person_id).delete()
