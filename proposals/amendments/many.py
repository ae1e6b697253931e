"""Many proposed changes before one person: what the policies read of each, brought at once for a list."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from participation.access.facts import know
from participation.models import Join
from participation.subjects.above import look_above
from participation.verification.querysets import accounts_of
from processes.models import Component
from proposals.coauthors import gather_signed

if TYPE_CHECKING:
    from participation.models import Person
    from proposals.models import Amendment


def gather_amendments(amendments: "Sequence[Amendment]", person: "Person") -> None:
    """Bring calls with their clock, who signs, what rules ask, and what other accounts of the person joined."""
    proposals = {row.proposal_id: row.proposal for row in amendments}
    look_above(row.subject for row in amendments)
    gather_signed(proposals.values(), person)
    calls = Component.objects.with_clock().in_bulk({proposal.component_id for proposal in proposals.values()})
    know(person, [rule for call in calls.values() for rule in call.config.who_may_comment])
    subjects = [row.subject_id for row in amendments]
    joins = Join.objects.filter(subject__in=subjects, person__in=accounts_of(person)).exclude(person=person)
    elsewhere = set(joins.values_list("subject_id", flat=True))
    for row in amendments:
        row.proposal = proposals[row.proposal_id]
        row.proposal.component = calls[row.proposal.component_id]
        row.subject._amendment = row  # type: ignore[attr-defined]
        row.subject.joined_elsewhere = row.subject_id in elsewhere  # type: ignore[attr-defined]
