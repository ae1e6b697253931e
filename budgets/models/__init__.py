"""Models of budgets."""

from budgets.models.budget import Budget, Contest, Leftovers, Publication, Reach
from budgets.models.counting import Assembly, CountRun, ImportedElection, RunState
from budgets.models.evaluation import Aspect, Assignment, Clarification, Finding, FindingVerdict
from budgets.models.project import Project
from budgets.models.tables import PaperBallot, PaperState, RollMode, Table
from budgets.models.voting import Amendment, ReminderSent
from budgets.models.work import Contract, Payment, Work

__all__ = [
    "Amendment",
    "Aspect",
    "Assembly",
    "Assignment",
    "Budget",
    "Clarification",
    "Contest",
    "Contract",
    "CountRun",
    "Finding",
    "FindingVerdict",
    "ImportedElection",
    "Leftovers",
    "PaperBallot",
    "PaperState",
    "Payment",
    "Project",
    "Publication",
    "Reach",
    "ReminderSent",
    "RollMode",
    "RunState",
    "Table",
    "Work",
]
