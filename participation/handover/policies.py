"""Who hands over an office: stewards of the whole installation, their own too while another one stays."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from participation.access.roles import STEWARDS, may_work_as
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial

if TYPE_CHECKING:
    from participation.models import Person

SAME = Denied("same_person", _("Choose another person: who leaves cannot be who takes over."))
CLOSED = Denied("account_closed", _("The account of who takes over is closed."))


def may_see_handover(person: "Person | None") -> Verdict:
    """Tell whether the person may see who works here and hand offices over."""
    return may_work_as(person, STEWARDS, None)


def may_hand_over(by: "Person | None", leaving: "Person", successor: "Person") -> Verdict:
    """Tell whether an office goes from one person to another; ending each role asks its own policy too."""
    return first_denial(
        may_see_handover(by),
        SAME if leaving.pk == successor.pk else ALLOWED,
        ALLOWED if successor.is_active and not successor.erased_at else CLOSED,
    )


def may_export(person: "Person | None", params: dict[str, Any], at: datetime) -> Verdict:
    """Tell whether the person may have the package."""
    return may_see_handover(person)
