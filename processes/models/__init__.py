"""Models of processes."""

from processes.models.agreement import Agreement
from processes.models.closing import Closing
from processes.models.component import Component
from processes.models.conclusion import Conclusion
from processes.models.encounter import (
    CalendarKey,
    Encounter,
    EncounterKind,
    EncounterMode,
    EncounterState,
    LinkFor,
    Minutes,
    Registration,
    RegistrationState,
    SeatPool,
    Sector,
    Service,
    WalkIn,
)
from processes.models.mechanism import Mechanism
from processes.models.news import News, NewsState
from processes.models.opinion import (
    Opinion,
    OpinionRound,
    RoundState,
    Statement,
    StatementAnswer,
    StatementState,
)
from processes.models.phase import Opening, Phase
from processes.models.point import Capture, CaptureDevice, CaptureOutcome, Point, PointOfficer
from processes.models.process import Participation, Process, ProcessState

__all__ = [
    "Agreement",
    "CalendarKey",
    "Capture",
    "CaptureDevice",
    "CaptureOutcome",
    "Closing",
    "Component",
    "Conclusion",
    "Encounter",
    "EncounterKind",
    "EncounterMode",
    "EncounterState",
    "LinkFor",
    "Mechanism",
    "Minutes",
    "News",
    "NewsState",
    "Opening",
    "Opinion",
    "OpinionRound",
    "Participation",
    "Phase",
    "Point",
    "PointOfficer",
    "Process",
    "ProcessState",
    "Registration",
    "RegistrationState",
    "RoundState",
    "SeatPool",
    "Sector",
    "Service",
    "Statement",
    "StatementAnswer",
    "StatementState",
    "WalkIn",
]
