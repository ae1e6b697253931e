"""Acts upon identities: a further document, a corrected one, and two identities that are one person."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from participation.access.verdict import Denied
from participation.events.record import record
from participation.verification import policies
from participation.verification.actions.shared import clean_reason, hold_keys, merge
from participation.verification.identity import clean_number
from participation.verification.models import Identity, IdentityKey, Verification

if TYPE_CHECKING:
    from participation.models import Person

OTHER_IDENTITY = Denied(
    "other_identity",
    _("This document is of another identity. If both are one person, whoever manages the platform merges them."),
)


@transaction.atomic
def link_document(
    *, identity: Identity, kind: str, number: str, reason: str, by: "Person", at: datetime
) -> IdentityKey:
    """Join a further document to an identity, so that it verifies no other account; joining it twice changes nothing.

    Raises ActDenied (``other_identity`` where it is of another one) and ValidationError.
    """
    policies.may_change_documents(by, identity, at=at).enforce()
    words = clean_reason(reason)
    key, is_new = _store(identity=identity, kind=kind, number=number, reason=words, by=by, at=at)
    if is_new:
        payload = {"identity": identity.pk, "key": key.pk, "kind": kind}
        record("verification.document.linked", subject=None, by=by, at=at, payload=payload, after={"reason": words})
    return key


@transaction.atomic
def correct_document(
    *,
    key: IdentityKey,
    kind: str,
    number: str,
    reason: str,
    by: "Person",
    at: datetime,
    was_mistyped: bool = False,
) -> IdentityKey:
    """Put the right document in the place of one: whatever counted by the old one counts by the new one.

    An official number that was changed (a corrected CURP) goes on being of this identity, so that nobody is verified a
    second time with it. With ``was_mistyped`` it never was theirs: it is retired, and free for whose it is.
    Raises ActDenied and ValidationError.
    """
    policies.may_change_documents(by, key.identity, at=at).enforce()
    words = clean_reason(reason)
    old = IdentityKey.objects.select_for_update().get(pk=key.pk)
    if old.retired_at is not None:
        Denied("already_corrected", _("This document was corrected already.")).enforce()
    new, _is_new = _store(identity=old.identity, kind=kind, number=number, reason=words, by=by, at=at)
    if new.pk == old.pk:
        raise ValidationError({"document": _("This is the number that is kept already.")})
    Verification.objects.filter(key=old, revoked_at__isnull=True).update(key=new)
    if was_mistyped:
        old.retired_at, old.reason = at, words
        old.save(update_fields=["retired_at", "reason"])
    payload = {"identity": old.identity_id, "key": new.pk, "former": old.pk, "kind": kind}
    after = {"reason": words, "mistyped": was_mistyped}
    record("verification.document.corrected", subject=None, by=by, at=at, payload=payload, after=after)
    return new


def _store(
    *, identity: Identity, kind: str, number: str, reason: str, by: "Person", at: datetime
) -> tuple[IdentityKey, bool]:
    """Return the key of a document and whether it is new. Raises ActDenied where another identity has it."""
    held = hold_keys([(kind, clean_number(kind, number))])
    if any(key.identity_id != identity.pk for key in held.found):
        OTHER_IDENTITY.enforce()
    digest = held.sealed[0][1]
    known = next((key for key in held.found if key.digest == digest), None)
    if known is not None:
        return known, False
    try:
        with transaction.atomic():
            fields = {"kind": kind, "digest": digest, "at": at, "linked_by": by, "reason": reason}
            return IdentityKey.objects.create(identity=identity, **fields), True
    except IntegrityError:  # stored at the same moment, by whomever
        OTHER_IDENTITY.enforce()
        raise


@transaction.atomic
def merge_identities(
    *, kept: Identity, other: Identity, account: "Person", reason: str, by: "Person", at: datetime
) -> Identity:
    """Merge two identities that are one person: their documents and accounts become those of one, with one voice.

    ``account`` is the one whose verification stays; that of any other account ends with the reason. What several
    accounts gave to the same thing counts once from now on. Raises ActDenied and ValidationError.
    """
    policies.may_merge(by, kept, other, at=at).enforce()
    return merge(kept=kept, other=other, account=account, reason=clean_reason(reason), by=by, at=at)
