"""The whole report of a plan: the two standards and the level of influence."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commitments.models import Plan
from commitments.standards.aidh import aidh_checks
from commitments.standards.checks import FAIL, PASS, Check
from commitments.standards.facts import facts_of
from commitments.standards.influence import Influence, influence_of
from commitments.standards.ogp import ogp_checks
from participation.web.memo import counted
from participation.workdays import local_day


@dataclass(frozen=True, slots=True)
class Report:
    """What was computed, and for when."""

    at: datetime
    ogp: list[Check]
    aidh: list[Check]
    influence: Influence

    @staticmethod
    def _count(checks: list[Check]) -> tuple[int, int]:
        known = [one for one in checks if one.result in {PASS, FAIL}]
        return sum(one.result == PASS for one in known), len(known)

    @property
    def ogp_count(self) -> tuple[int, int]:
        """Return how many requirements hold, and how many there are."""
        return self._count(self.ogp)

    @property
    def aidh_count(self) -> tuple[int, int]:
        """Return how many aspects hold, of those that the platform can know."""
        return self._count(self.aidh)

    def as_json(self) -> dict[str, Any]:
        """Return it as the API gives it."""
        return {
            "at": self.at,
            "ogp": [one.as_json() for one in self.ogp],
            "aidh": [one.as_json() for one in self.aidh],
            "influence": self.influence.as_json(),
        }


def report_of(plan: Plan, at: datetime, *, stranger: bool = True) -> Report:
    """Compute the report of a plan at a moment; its facts are counted once in a short while."""
    key = ("standards", plan.pk, local_day(at))
    facts = counted(key, lambda: facts_of(plan, at), stranger=stranger)
    return Report(at, ogp_checks(plan, facts), aidh_checks(facts), influence_of(facts))
