"""Models of commitments."""

from commitments.models.change import ChangeKind, InstitutionalChange, Recommendation
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
from commitments.models.review import (
    Assessment,
    AssessmentScheme,
    AssessmentValue,
    Assessor,
    Phase,
    ScaleValue,
    Variable,
    VariableKind,
)

__all__ = [
    "LEADS",
    "ActorRole",
    "Alignment",
    "Assessment",
    "AssessmentScheme",
    "AssessmentValue",
    "Assessor",
    "ChangeKind",
    "Commitment",
    "CommitmentActor",
    "Framework",
    "Indicator",
    "IndicatorValue",
    "InstitutionalChange",
    "Objective",
    "Phase",
    "Plan",
    "PlanKind",
    "PlanState",
    "PlanTally",
    "PlanTheme",
    "Recommendation",
    "ReportingPeriod",
    "Risk",
    "ScaleValue",
    "Sector",
    "Succession",
    "SuccessionKind",
    "Term",
    "Value",
    "Variable",
    "VariableKind",
]
