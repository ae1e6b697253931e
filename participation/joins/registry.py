"""What can be joined: whoever owns a kind of subject says when it is open, to whom, and in which words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from participation.access.verdict import Verdict

if TYPE_CHECKING:
    from participation.models import Subject


def _no_end(subject: "Subject", at: datetime) -> datetime | None:
    return None


def _everybody(subject: "Subject") -> list[dict[str, Any]]:
    return []


@dataclass(frozen=True, slots=True)
class Joinable:
    """How a kind of subject is joined.

    ``is_open(subject, at)`` says whether it takes joins now, ``rules(subject)`` who may (``access.eligibility``),
    ``closes(subject, at)`` until when. ``counted(n)`` is the sentence with how many joined; ``said`` and ``unsaid`` are
    what the page answers to the two buttons.
    """

    is_open: Callable[["Subject", datetime], Verdict]
    counted: Callable[[int], str]
    label: Any
    undo: Any
    mine: Any
    said: Any
    unsaid: Any
    rules: Callable[["Subject"], list[dict[str, Any]]] = _everybody
    closes: Callable[["Subject", datetime], "datetime | None"] = _no_end


_kinds: dict[str, Joinable] = {}


def register_joinable(kind: str, joinable: Joinable) -> None:
    """Declare how subjects of a kind are joined (in ``apps.ready()``)."""
    _kinds[kind] = joinable


def joinable(subject: "Subject") -> Joinable | None:
    """Return the declaration for a subject; None for what nobody can join."""
    return _kinds.get(subject.kind)
