"""A document that is of an identity with another account: refused, and put before officials."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from participation.access.verdict import Denied
from participation.events.record import record
from participation.verification.models import Conflict, Identity, IdentityKey, Verification
from participation.verification.transfers import transfer_all

if TYPE_CHECKING:
    from participation.models import Person

REFUSED = Denied(
    "identity_taken",
    _(
        "This document already verified an account. If it was yours and you lost it, or you do not know of it, whoever"
        " manages the platform looks at it: we told them."
    ),
)


class TakenError(Exception):
    """A confirmation met an identity with another account; it is undone, and a conflict opened after it."""

    def __init__(self, kind: str, identity: int, other: int | None, key: IdentityKey) -> None:
        super().__init__(kind)
        self.kind, self.identity, self.other, self.key = kind, identity, other, key


@transaction.atomic
def open_conflict(*, person: "Person", clash: TakenError, facts: Any) -> Conflict:
    """Put a refused confirmation into the officials' queue; the same one again adds nothing."""
    conflict, is_new = Conflict.objects.get_or_create(
        person=person,
        identity_id=clash.identity,
        decided_at=None,
        defaults={
            "kind": clash.kind,
            "other_id": clash.other,
            "key_id": clash.key.pk,
            "method": facts.method,
            "birth_date": facts.birth_date,
            "territory": facts.territory,
            "residence": facts.residence,
            "places": list(facts.places),
            "opened_by": facts.by,
            "opened_at": facts.at,
        },
    )
    if is_new:
        payload = {"conflict": conflict.pk, "person": person.pk, "method": facts.method}
        record("verification.conflict.opened", subject=None, by=facts.by, at=facts.at, payload=payload)
    return conflict


def transfer_from_closed(*, identity: Identity, to: "Person", at: datetime) -> None:
    """Bring what a deleted account of the same identity did over to the new account. Within the act of verifying."""
    former = Verification.objects.filter(identity=identity, person__erased_at__isnull=False).exclude(person=to)
    for person in sorted({row.person for row in former.select_related("person")}, key=lambda one: one.pk):
        transfer_all(person, to, at)
