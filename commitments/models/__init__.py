"""Models of commitments."""

from commitments.models.commitment import LEADS, ActorRole, Commitment, CommitmentActor, Sector, Value
from commitments.models.parts import (
    Alignment,
    Framework,
    Indicator,
    IndicatorValue,
    Objective,
    Risk,
    Succession,
    SuccessionKind,
    Term,
)
from commitments.models.plan import Plan, PlanKind, PlanState, PlanTally, PlanTheme, ReportingPeriod

__all__ = [
    "LEADS",
    "ActorRole",
    "Alignment",
    "Commitment",
    "CommitmentActor",
    "Framework",
    "Indicator",
    "IndicatorValue",
    "Objective",
    "Plan",
    "PlanKind",
    "PlanState",
    "PlanTally",
    "PlanTheme",
    "ReportingPeriod",
    "Risk",
    "Sector",
    "Succession",
    "SuccessionKind",
    "Term",
    "Value",
]
