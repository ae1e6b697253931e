"""What an answer changes in a proposal: steps inside the acts of the responses engine, which record the event."""

from typing import TYPE_CHECKING

from proposals.actions.common import change_state, locked
from proposals.states import ProposalState

if TYPE_CHECKING:
    from participation.models import Subject


def mark_in_evaluation(subject: "Subject") -> None:
    """The proposal is in evaluation from now on."""
    proposal = locked(subject.proposal)
    if proposal.state != ProposalState.IN_EVALUATION:
        change_state(proposal, ProposalState.IN_EVALUATION)
        proposal.save(update_fields=["state", "step"])  # writes: inside the act of the response


def mark_answered(subject: "Subject") -> None:
    """The proposal is answered for good; a correction changes the answer, not this."""
    proposal = locked(subject.proposal)
    if proposal.state != ProposalState.ANSWERED:
        change_state(proposal, ProposalState.ANSWERED)
        proposal.save(update_fields=["state", "step"])  # writes: inside the act of the response
