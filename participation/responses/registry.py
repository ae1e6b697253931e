"""What the floors above say of their contributions that are owed an answer.

The engine keeps the answer; whoever owns the contribution registers, by subject kind, who may work on it and what else
changes with it (a proposal's state).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from participation.access import roles
from participation.access.verdict import Verdict
from participation.responses.models import DECISIONS

if TYPE_CHECKING:
    from participation.models import Person, Subject

Policy = Callable[["Person | None", "Subject"], Verdict]
Step = Callable[["Subject", datetime], None]


def _evaluators(person: "Person | None", subject: "Subject") -> Verdict:
    return roles.may_work_as(person, roles.EVALUATORS, subject)


def _stewards(person: "Person | None", subject: "Subject") -> Verdict:
    return roles.may_work_as(person, roles.STEWARDS, subject)


def _nothing(subject: "Subject", at: datetime) -> None:
    """Change nothing else."""


@dataclass(frozen=True, slots=True)
class Answerable:
    """Policies and steps of one kind of contribution; the steps run inside the act's transaction and record nothing."""

    may_prepare: Policy = _evaluators
    may_publish: Policy = _stewards
    on_evaluation: Step = _nothing
    on_published: Step = _nothing
    verdicts: tuple[str, ...] = tuple(value for value, _label in DECISIONS)


_kinds: dict[str, Answerable] = {}
DEFAULT = Answerable()


def register_answerable(kind: str, answerable: Answerable) -> None:
    """Declare how contributions of a subject kind are answered (in ``apps.ready()``)."""
    _kinds[kind] = answerable


def answerable(subject: "Subject") -> Answerable:
    """Return the declaration for a subject; evaluators prepare and stewards publish where none was made."""
    return _kinds.get(subject.kind, DEFAULT)
