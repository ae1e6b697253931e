"""Who may import."""

from typing import TYPE_CHECKING

from participation.access.roles import STEWARDS, may_work_as
from participation.access.verdict import Verdict

if TYPE_CHECKING:
    from participation.models import Person


def may_import(person: "Person | None") -> Verdict:
    """Tell whether the person may import files: stewards of the whole installation."""
    return may_work_as(person, STEWARDS, None)
