"""Who keeps the public agenda."""

from typing import TYPE_CHECKING

from participation.access.roles import STEWARDS, may_work_as
from participation.access.verdict import Verdict

if TYPE_CHECKING:
    from participation.models import Institution, Person


def may_keep_agenda(person: "Person | None", institution: "Institution | None") -> Verdict:
    """Tell whether somebody may publish meetings of an institution: its stewards."""
    return may_work_as(person, STEWARDS, institution.subject if institution else None)
