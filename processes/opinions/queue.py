"""Statements that wait for a moderator."""

from typing import TYPE_CHECKING

from participation.access import roles
from processes.models import Statement, StatementState

if TYPE_CHECKING:
    from participation.models import Person
    from processes.querysets import StatementQuerySet


def pending(person: "Person") -> "StatementQuerySet":
    """Return those over which the person moderates."""
    rows = Statement.objects.filter(state=StatementState.PENDING)
    held = roles.scopes(person, roles.MODERATORS)
    return rows if held is None else rows.filter(subject__ancestors__overlap=list(held))
