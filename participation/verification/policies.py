"""Who may verify people, and whom.

Verifying is an official's work: stewards and moderators do it, whether their role is over the whole installation or
over a process, since counters are staffed by whoever attends people there. So does who has a field account, on its
days. Evaluators and observers do not. Revoking
is for stewards of the whole installation, since it takes rights away.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access.field.policies import may_work_in_the_field
from participation.access.roles import (
    FIELD,
    MODERATORS,
    NO_SECOND_STEP,
    STEWARDS,
    holds,
    lacks_second_step,
    may_be_signed_in,
    roles_of,
    runs_all,
)
from participation.access.verdict import ALLOWED, Denied, Remedy, Verdict
from participation.verification.methods import as_configured
from participation.verification.querysets import verification_of
from participation.verification.renewal import may_be_renewed

if TYPE_CHECKING:
    from participation.models import Conflict, Identity, Person, Verification

OTHER_WAYS = Remedy(_("See the other ways"), "/cuenta/verificacion/")


def may_verify_people(by: "Person | None", *, at: datetime) -> Verdict:
    """Tell whether somebody attends a counter."""
    signed_in = may_be_signed_in(by)
    if not signed_in:
        return signed_in
    if lacks_second_step(by):
        return NO_SECOND_STEP
    kinds = {kind for kind, _scope in roles_of(by)}
    if runs_all(by) or kinds & MODERATORS:
        return ALLOWED
    if by is not None and kinds & FIELD:
        return may_work_in_the_field(by, at=at)
    return Denied("role_missing", _("Only stewards and moderators verify people. Ask whoever manages roles."))


def may_verify(by: "Person | None", person: "Person", *, at: datetime) -> Verdict:
    """Tell whether an official may verify this person: not themselves, and not twice."""
    may = may_verify_people(by, at=at)
    if not may:
        return may
    if by == person:
        return Denied("own_account", _("Another official has to verify your own account."))
    if not person.is_active or person.erased_at:
        return Denied("account_closed", _("This account is closed."))
    verification = verification_of(person)
    if verification is None or may_be_renewed(verification, "counter", at):
        return ALLOWED
    if not verification.is_confirmed_by("counter", at):
        return ALLOWED  # another method confirmed them; an activity may ask for this one
    return Denied("already_verified", _("This person is verified already."))


def may_confirm(by: "Person | None", person: "Person", method: str, *, at: datetime) -> Verdict:
    """Tell whether a method may confirm who a person is, by an official or by the person."""
    if not person.is_active or person.erased_at:
        return Denied("account_closed", _("This account is closed."))
    way = as_configured(method)
    if way is None or not way.enabled:
        return Denied("method_closed", _("This way to verify who you are is not offered now."), OTHER_WAYS)
    if by is None or by.pk == person.pk:
        if way.method.in_person:
            return Denied("own_account", _("Another official has to verify your own account."))
        return ALLOWED
    return may_verify_people(by, at=at)


def may_renew(by: "Person | None", verification: "Verification", *, at: datetime) -> Verdict:
    """Tell whether an official may renew a verification: when its end is near or past."""
    may = may_verify_people(by, at=at)
    if not may:
        return may
    if by is not None and by.pk == verification.person_id:
        return Denied("own_account", _("Another official has to verify your own account."))
    if verification.revoked_at:
        return Denied("already_revoked", _("This verification was revoked already."))
    if not may_be_renewed(verification, verification.method, at):
        return Denied("too_early", _("This verification does not end soon. It needs no renewal."))
    return ALLOWED


def may_print_sheet(by: "Person | None", person: "Person", *, at: datetime) -> Verdict:
    """Tell whether an official may print a sheet to sign in: only for a verified account that has no other way.

    Whoever has an e-mail or a mobile signs in by it: a sheet would let an official enter other people's accounts.
    """
    may = may_verify_people(by, at=at)
    if not may:
        return may
    if by == person:
        return Denied("own_account", _("Another official has to do this for your own account."))
    if not person.is_active or person.erased_at:
        return Denied("account_closed", _("This account is closed."))
    if person.email or person.phone or person.is_staff:
        return Denied("has_contact", _("This account has an e-mail or a mobile number: its owner signs in with it."))
    if verification_of(person) is None:
        return Denied("not_verified", _("Verify the person first: the sheet is for whom the document names."))
    return ALLOWED


def may_change_documents(by: "Person | None", identity: "Identity", *, at: datetime) -> Verdict:
    """Tell whether an official may join a document to an identity, or correct one: never their own."""
    may = may_verify_people(by, at=at)
    if not may:
        return may
    if identity.merged_into_id:
        return Denied("already_merged", _("These identities were merged already."))
    if _is_theirs(by, identity):
        return Denied("own_account", _("Another official has to do this for your own account."))
    return ALLOWED


def _is_theirs(by: "Person | None", *identities: "Identity | None") -> bool:
    from participation.models import Verification

    return Verification.objects.filter(person=by, identity__in=[one for one in identities if one]).exists()


def may_merge(by: "Person | None", kept: "Identity", other: "Identity", *, at: datetime) -> Verdict:
    """Tell whether somebody may merge two identities."""
    may = may_resolve(by, at=at)
    if not may:
        return may
    if _is_theirs(by, kept, other):
        return Denied("own_account", _("Another official has to do this for your own account."))
    return ALLOWED


def may_resolve(by: "Person | None", *, at: datetime) -> Verdict:
    """Tell whether somebody looks at conflicts of identity: it takes rights away, and shows who has an account."""
    signed_in = may_be_signed_in(by)
    if not signed_in:
        return signed_in
    if not holds(by, STEWARDS, None):
        return Denied("role_missing", _("Only whoever manages the whole platform decides conflicts of identity."))
    return ALLOWED


def may_decide_conflict(by: "Person | None", conflict: "Conflict", *, at: datetime) -> Verdict:
    """Tell whether somebody may decide a conflict: once, and not about themselves."""
    may = may_resolve(by, at=at)
    if not may:
        return may
    if conflict.decided_at is not None:
        return Denied("already_decided", _("Somebody decided this already. Look at the decision."))
    if by is not None and (by.pk == conflict.person_id or _is_theirs(by, conflict.identity, conflict.other)):
        return Denied("own_account", _("Another official has to do this for your own account."))
    return ALLOWED


def may_configure(by: "Person | None", *, at: datetime) -> Verdict:
    """Tell whether somebody may choose the methods of verification and the rules for minors."""
    signed_in = may_be_signed_in(by)
    if not signed_in:
        return signed_in
    if not holds(by, STEWARDS, None):
        return Denied("role_missing", _("Only whoever manages the whole platform sets up verification."))
    return ALLOWED


def may_revoke(by: "Person | None", verification: "Verification", *, at: datetime) -> Verdict:
    """Tell whether somebody may revoke a verification."""
    signed_in = may_be_signed_in(by)
    if not signed_in:
        return signed_in
    if not holds(by, STEWARDS, None):
        return Denied("role_missing", _("Only whoever manages the whole platform may revoke a verification."))
    if verification.revoked_at:
        return Denied("already_revoked", _("This verification was revoked already."))
    return ALLOWED
