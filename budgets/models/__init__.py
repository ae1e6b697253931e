"""Models of budgets."""

from budgets.models.budget import Budget, Contest, Leftovers, Publication, Reach
from budgets.models.evaluation import Aspect, Assignment, Clarification, Finding, FindingVerdict
from budgets.models.project import Project
from budgets.models.voting import Amendment, ReminderSent
from budgets.models.work import Contract, Payment, Work

__all__ = [
    "Amendment",
    "Aspect",
    "Assignment",
    "Budget",
    "Clarification",
    "Contest",
    "Contract",
    "Finding",
    "FindingVerdict",
    "Leftovers",
    "Payment",
    "Project",
    "Publication",
    "Reach",
    "ReminderSent",
    "Work",
]
