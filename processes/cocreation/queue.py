"""Contributions that wait for a moderator."""

from typing import TYPE_CHECKING

from participation.access import roles
from processes.models import Contribution, ContributionState

if TYPE_CHECKING:
    from participation.models import Person
    from processes.cocreation.querysets import ContributionQuerySet


def pending(person: "Person") -> "ContributionQuerySet":
    """Return those over which the person moderates."""
    rows = Contribution.objects.filter(state=ContributionState.PENDING)
    held = roles.scopes(person, roles.MODERATORS)
    return rows if held is None else rows.filter(subject__ancestors__overlap=list(held))


def unsorted(person: "Person") -> "ContributionQuerySet":
    """Return those in no cluster yet, in processes that run, over whose activities the person works."""
    rows = Contribution.objects.standing().orphans().filter(component__process__state="published")
    held = roles.scopes(person, roles.EVALUATORS)
    return rows if held is None else rows.filter(subject__ancestors__overlap=list(held))  # type: ignore[return-value]
