"""Who may set up identity providers, and who may join an account at one to theirs."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access.verdict import ALLOWED, Denied, Verdict
from participation.people.policies import may_manage_account
from participation.providers.models import IdentityProvider
from participation.providers.querysets import may_sign_in_with
from participation.verification.policies import may_configure

if TYPE_CHECKING:
    from participation.models import Person

__all__ = ["may_configure", "may_join", "may_part"]


def may_join(by: "Person | None", person: "Person", provider: IdentityProvider, *, at: datetime) -> Verdict:
    """Tell whether somebody may join an account at a provider to a person's: to their own, where that is offered."""
    may = may_manage_account(by, person, at=at)
    if may and not may_sign_in_with(provider):
        return Denied("not_offered", _("Signing in with this service is not offered now."))
    return may


def may_part(by: "Person | None", person: "Person", *, at: datetime) -> Verdict:
    """Tell whether somebody may take the account at a provider off again, where another way to sign in is left."""
    may = may_manage_account(by, person, at=at)
    if not may:
        return may
    if person.email or person.phone_verified:
        return ALLOWED
    return Denied("last_way_in", _("It is your only way to sign in. Add an e-mail or a mobile number before."))
