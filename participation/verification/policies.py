"""Who may verify people, and whom.

Verifying is an official's work: stewards and moderators do it, whether their role is over the whole installation or
over a process, since counters are staffed by whoever attends people there. Evaluators and observers do not. Revoking
is for stewards of the whole installation, since it takes rights away.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access.roles import MODERATORS, STEWARDS, holds, may_be_signed_in, roles_of
from participation.access.verdict import ALLOWED, Denied, Remedy, Verdict
from participation.verification.methods import as_configured
from participation.verification.renewal import may_be_renewed

if TYPE_CHECKING:
    from participation.models import Person, Verification

OTHER_WAYS = Remedy(_("See the other ways"), "/cuenta/verificacion/")


def may_verify_people(by: "Person | None", *, at: datetime) -> Verdict:
    """Tell whether somebody attends a counter."""
    signed_in = may_be_signed_in(by)
    if not signed_in:
        return signed_in
    assert by is not None
    if by.is_superuser or any(kind in MODERATORS for kind, _scope in roles_of(by)):
        return ALLOWED
    return Denied("role_missing", _("Only stewards and moderators verify people. Ask whoever manages roles."))


def may_verify(by: "Person | None", person: "Person", *, at: datetime) -> Verdict:
    """Tell whether an official may verify this person: not themselves, and not twice."""
    from participation.verification.querysets import verification_of

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
