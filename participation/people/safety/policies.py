"""Who may end a session, and who may reset a colleague's second step."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access.roles import (
    NO_SECOND_STEP,
    STEWARDS,
    lacks_second_step,
    may_be_signed_in,
    may_work_as,
    roles_of,
)
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial

if TYPE_CHECKING:
    from participation.models import Person


def may_propose_reset(by: "Person | None", person: "Person", *, at: datetime) -> Verdict:
    """Tell whether somebody may ask for a colleague's second step to be reset: an official, for an official."""
    return first_denial(may_be_signed_in(by), lambda: _is_colleague(by, person), lambda: _has_one(person))


def may_confirm_reset(by: "Person | None", person: "Person", *, at: datetime) -> Verdict:
    """Tell whether somebody may be the second colleague: who manages the whole platform, never for themselves."""
    return first_denial(may_be_signed_in(by), lambda: may_work_as(by, STEWARDS, None), lambda: _not_oneself(by, person))


def _is_colleague(by: "Person | None", person: "Person") -> Verdict:
    if lacks_second_step(by):
        return NO_SECOND_STEP
    if by is None or not (by.is_superuser or roles_of(by)):
        return Denied("role_missing", _("Only officials ask for this, for a colleague."))
    return _not_oneself(by, person)


def _not_oneself(by: "Person | None", person: "Person") -> Verdict:
    if by is not None and by.pk == person.pk:
        return Denied("oneself", _("Two colleagues do this for you; you cannot do it for yourself."))
    return ALLOWED


def _has_one(person: "Person") -> Verdict:
    from allauth.mfa.models import Authenticator

    if not person.is_staff or not person.is_active:
        return Denied("not_an_official", _("This account has no role. Citizens write to the contact of the platform."))
    if not Authenticator.objects.filter(user=person).exists():
        return Denied("no_second_step", _("This account has no second step. Its owner signs in with a code."))
    return ALLOWED
