"""Who keeps the electoral calendar."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access.roles import STEWARDS, may_work_as
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial

if TYPE_CHECKING:
    from participation.models import ElectoralPeriod, Person

WITHDRAWN = Denied("withdrawn", _("This period was withdrawn. Declare another one."))


def may_keep_calendar(person: "Person | None") -> Verdict:
    """Stewards of the whole installation declare periods."""
    return may_work_as(person, STEWARDS, None)


def may_change_period(person: "Person | None", period: "ElectoralPeriod") -> Verdict:
    """What was withdrawn stays as it was."""
    return first_denial(may_keep_calendar(person), ALLOWED if period.withdrawn_at is None else WITHDRAWN)
