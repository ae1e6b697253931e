"""Who sets the days off."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access.roles import STEWARDS, TRANSPARENCY, holds, may_be_signed_in
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial

if TYPE_CHECKING:
    from participation.models import Person


def may_set_days_off(by: "Person | None") -> Verdict:
    """Tell whether somebody sets the calendar: whoever manages the whole platform, and the transparency unit."""

    def whole() -> Verdict:
        if holds(by, STEWARDS | TRANSPARENCY, None):
            return ALLOWED
        return Denied("role_missing", _("Only the transparency unit and whoever manages the whole platform do this."))

    return first_denial(may_be_signed_in(by), whole)
