"""What the floors above say of their contributions that are owed an answer.

The engine keeps the answer, its way through the offices, and who may work on it; whoever owns the contribution
registers, by subject kind, whether it can be answered now and what else changes with it (a proposal's state).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from participation.access.verdict import ALLOWED, Verdict
from participation.responses.models import DECISIONS

if TYPE_CHECKING:
    from participation.models import Person, Subject

Ready = Callable[["Subject"], Verdict]
Step = Callable[["Subject", datetime], Iterable[tuple[str, int]] | None]
Beside = Callable[["Subject", "Person", datetime], str]


def _ready(subject: "Subject") -> Verdict:
    return ALLOWED


def _nothing(subject: "Subject", at: datetime) -> None:
    """Change nothing else."""


def _no_words(subject: "Subject", person: "Person", at: datetime) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Answerable:
    """One kind of contribution: ``ready`` says whether it can be answered now, whoever asks (is it published?).

    ``beside`` returns what an official reads beside the draft (HTML, or nothing for who may not read it).
    Who may is asked of the engine (policies.py). The steps run inside the act's transaction and record nothing: they
    may return the rows of public datasets that they changed, which the act's event names.
    """

    ready: Ready = _ready
    on_evaluation: Step = _nothing
    on_published: Step = _nothing
    on_corrected: Step = _nothing
    beside: Beside = _no_words
    verdicts: tuple[str, ...] = tuple(value for value, _label in DECISIONS)


_kinds: dict[str, Answerable] = {}
DEFAULT = Answerable()


def register_answerable(kind: str, answerable: Answerable) -> None:
    """Declare how contributions of a subject kind are answered (in ``apps.ready()``)."""
    _kinds[kind] = answerable


def answerable(subject: "Subject") -> Answerable:
    """Return the declaration for a subject; it can always be answered where none was made."""
    return _kinds.get(subject.kind, DEFAULT)
