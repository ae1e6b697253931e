"""Who may change the installation and its pages."""

from typing import TYPE_CHECKING

from participation.access.roles import STEWARDS, may_work_as
from participation.access.verdict import Verdict

if TYPE_CHECKING:
    from participation.models import Person


def may_edit_installation(person: "Person | None") -> Verdict:
    """Tell whether the person may name and brand the installation: its stewards."""
    return may_work_as(person, STEWARDS, None)


def may_edit_pages(person: "Person | None") -> Verdict:
    """Tell whether the person may write the editable pages: stewards of the installation."""
    return may_work_as(person, STEWARDS, None)
