"""Typed settings of an activity with a participatory budget."""

from dataclasses import dataclass, field
from typing import Any

LARGEST = 10**15  # ten billion units of a currency, in its smallest unit


@dataclass(frozen=True, slots=True)
class BudgetSettings:
    """Who may enter projects, comment on them and vote, and how many projects of one person stand (0: no limit).

    ``shape`` names the rules that a new budget begins with (budgets.structure.shapes). What is decided, with how much
    money and under which rules stands in the rows of the budget.
    """

    shape: str = ""
    projects_per_person: int = 3
    who_may_submit: list[dict[str, Any]] = field(default_factory=list)
    who_may_comment: list[dict[str, Any]] = field(default_factory=list)
    who_may_vote: list[dict[str, Any]] = field(default_factory=list)
