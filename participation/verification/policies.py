"""Who may verify people, and whom.

Verifying is an official's work: stewards and moderators do it, whether their role is over the whole installation or
over a process, since counters are staffed by whoever attends people there. Evaluators and observers do not. Revoking
is for stewards of the whole installation, since it takes rights away.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access.roles import MODERATORS, STEWARDS, holds, may_be_signed_in, roles_of
from participation.access.verdict import ALLOWED, Denied, Verdict

if TYPE_CHECKING:
    from participation.models import Person, Verification


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
    if verification_of(person) is not None:
        return Denied("already_verified", _("This person is verified already."))
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
