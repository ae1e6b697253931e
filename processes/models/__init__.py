"""Models of processes."""

from processes.models.closing import Closing
from processes.models.component import Component
from processes.models.conclusion import Conclusion
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
from processes.models.process import Participation, Process, ProcessState

__all__ = [
    "Closing",
    "Component",
    "Conclusion",
    "Mechanism",
    "News",
    "NewsState",
    "Opening",
    "Opinion",
    "OpinionRound",
    "Participation",
    "Phase",
    "Process",
    "ProcessState",
    "RoundState",
    "Statement",
    "StatementAnswer",
    "StatementState",
]
