"""Who may draw the trace."""

from typing import TYPE_CHECKING

from participation.access import roles
from participation.access.verdict import Verdict

if TYPE_CHECKING:
    from participation.models import Person, Subject


def may_link(person: "Person | None", source: "Subject", outcome: "Subject") -> Verdict:
    """Tell whether the official may link two things: an evaluator or steward over either of them."""
    over_source = roles.may_work_as(person, roles.EVALUATORS, source)
    return over_source if over_source else roles.may_work_as(person, roles.EVALUATORS, outcome)
