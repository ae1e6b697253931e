"""Who keeps lists of people for rules, and who may take a place on one."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access.roles import STEWARDS, may_be_signed_in, may_work_as
from participation.access.verdict import ALLOWED, Denied, Verdict

if TYPE_CHECKING:
    from participation.groups.models import PersonGroup
    from participation.models import Person

ALREADY = Denied("already_on_list", _("You are on this list already."))


def may_keep_groups(by: "Person | None", *, at: datetime) -> Verdict:
    """Tell whether somebody makes lists and imports them: stewards of the whole installation."""
    return may_work_as(by, STEWARDS, None)


def may_join(by: "Person | None", group: "PersonGroup", *, at: datetime) -> Verdict:
    """Tell whether somebody may say that they are on a list: signed in, and not on it already."""
    signed_in = may_be_signed_in(by)
    if not signed_in:
        return signed_in
    return ALREADY if group.places.filter(person=by).exists() else ALLOWED
