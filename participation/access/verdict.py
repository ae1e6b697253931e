"""Verdicts: every policy answers with one, and a denial always says why and where to go instead."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

Text = Any  # a str or a lazy translation


@dataclass(frozen=True, slots=True)
class Remedy:
    """Where a denied person can go: the words of the link and its path without language prefix.

    ``resumes``: what they lack is got there, after which they go on with what they wanted (``resume.py``).
    """

    label: Text
    path: str
    resumes: bool = False


class ActDenied(PermissionDenied):
    """Raised by an act whose policy said no; carries the denial. Rendered as 403 with reason and remedy."""

    def __init__(self, denial: "Denied") -> None:
        super().__init__(str(denial.message))
        self.denial = denial


@dataclass(frozen=True, slots=True)
class Allowed:
    """The policy says yes."""

    def __bool__(self) -> bool:
        return True

    def enforce(self) -> None:
        """Do nothing: it is allowed."""


@dataclass(frozen=True, slots=True)
class Denied:
    """The policy says no: ``code`` for programs, ``message`` for people, ``remedy`` as the way out."""

    code: str
    message: Text
    remedy: Remedy | None = None

    def __bool__(self) -> bool:
        return False

    def enforce(self) -> None:
        """Raise ActDenied."""
        raise ActDenied(self)


Verdict = Allowed | Denied
ALLOWED = Allowed()


def first_denial(*checks: Verdict | Callable[[], Verdict]) -> Verdict:
    """Return the first denial, or Allowed; callables are asked only when everything before them allowed."""
    for check in checks:
        verdict = check() if callable(check) else check
        if not verdict:
            return verdict
    return ALLOWED
