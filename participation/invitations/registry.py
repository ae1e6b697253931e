"""What people are invited to: whoever owns a kind of subject says who may invite, and what accepting does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from participation.access.verdict import Verdict

if TYPE_CHECKING:
    from participation.invitations.models import Invitation
    from participation.models import Person, Subject


@dataclass(frozen=True, slots=True)
class Purpose:
    """One thing that people are invited to, on subjects of one kind.

    ``may_invite(person, subject, at)`` and ``is_open(subject, at)`` are asked at each act; ``room(subject)`` is how
    many more may belong to it, not counting the invitations that wait. ``belongs(person, subject)`` says
    who needs no invitation. ``accept(invitation, person, at)`` writes the row, inside the act of accepting, and
    ``joined`` names the event of it. ``asks(details)`` is the sentence that the invited person reads, ``means`` what
    follows from it, ``accepted`` what is said then if not the usual. ``invite_path(subject)`` leads to the page on
    which people are invited.
    """

    name: str
    subject_kind: str
    label: Any
    may_invite: Callable[["Person | None", "Subject", datetime], Verdict]
    is_open: Callable[["Subject", datetime], Verdict]
    room: Callable[["Subject"], int]
    belongs: Callable[["Person", "Subject"], bool]
    accept: Callable[["Invitation", "Person", datetime], None]
    joined: str
    asks: Callable[[dict[str, Any]], str]
    means: Any
    invite_path: Callable[["Subject"], str]
    accepted: Any = ""


_purposes: dict[str, Purpose] = {}


def register_purpose(purpose: Purpose) -> None:
    """Declare what people are invited to (in ``apps.ready()``)."""
    if _purposes.get(purpose.name, purpose) != purpose:
        raise ValueError(f"invitations for {purpose.name} are registered twice")
    _purposes[purpose.name] = purpose


def get_purpose(name: str) -> Purpose:
    """Return a purpose. Raises KeyError."""
    return _purposes[name]


def purpose_for(subject: "Subject") -> Purpose | None:
    """Return what people are invited to on a subject; None where nobody is."""
    return next((purpose for purpose in _purposes.values() if purpose.subject_kind == subject.kind), None)
