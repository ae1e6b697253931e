"""Who may change institutions."""

from typing import TYPE_CHECKING

from participation.access.roles import STEWARDS, may_work_as
from participation.access.verdict import Verdict

if TYPE_CHECKING:
    from participation.models import Institution, Person


def may_create_institution(person: "Person | None") -> Verdict:
    """Tell whether the person may add institutions: stewards of the whole installation."""
    return may_work_as(person, STEWARDS, None)


def may_edit_institution(person: "Person | None", institution: "Institution") -> Verdict:
    """Tell whether the person may change this one: its stewards and those of what it belongs to."""
    return may_work_as(person, STEWARDS, institution.subject)
