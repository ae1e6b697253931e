"""The state of a proposal in words and a sign, for cards and pages."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from proposals.models import Proposal
from proposals.states import ProposalState

VERDICT_KINDS = {"accepted": "done", "partly": "part", "later": "soon", "rejected": "", "out_of_scope": ""}


@dataclass(frozen=True, slots=True)
class StateTag:
    """Words and the key of a state tag (see components)."""

    text: Any
    kind: str


def verdict_words(verdict: str) -> str:
    """Return a verdict as a tag says it."""
    return {
        "accepted": _("Accepted"),
        "partly": _("Accepted in part"),
        "later": _("Considered later"),
        "rejected": _("Not accepted"),
        "out_of_scope": _("Out of scope"),
    }[verdict]


def state_tag(proposal: Proposal) -> StateTag:
    """Return the state as people ask for it: the answer first, then what waits."""
    response = getattr(proposal.subject, "response", None)
    if response is not None and response.published_at is not None:
        return StateTag(verdict_words(response.verdict), VERDICT_KINDS[response.verdict])
    if proposal.subject.state == "hidden":
        return StateTag(_("Hidden by moderation"), "late")
    if proposal.author_id is None and response is None:
        return StateTag(_("Imported"), "plain")
    return {
        ProposalState.DRAFT: StateTag(_("Draft"), "none"),
        ProposalState.PENDING: StateTag(_("Waits for moderation"), "soon"),
        ProposalState.PUBLISHED: StateTag(_("Published"), "open"),
        ProposalState.IN_EVALUATION: StateTag(_("In evaluation"), "soon"),
        ProposalState.ANSWERED: StateTag(_("Answered"), "done"),
        ProposalState.WITHDRAWN: StateTag(_("Withdrawn"), "none"),
    }[ProposalState(proposal.state)]
