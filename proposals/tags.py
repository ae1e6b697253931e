"""The state of a proposal in words and a sign, for cards and pages."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from proposals.models import Proposal
from proposals.states import ProposalState

VERDICT_KINDS = {"accepted": "done", "partly": "part", "later": "soon", "rejected": "", "out_of_scope": ""}


@dataclass(frozen=True, slots=True)
class StateTag:
    """Words and the key of a state tag (see components)."""

    text: Any
    kind: str


VERDICTS = {
    "accepted": gettext_noop("Accepted"),
    "partly": gettext_noop("Accepted in part"),
    "later": gettext_noop("Considered later"),
    "rejected": gettext_noop("Not accepted"),
    "out_of_scope": gettext_noop("Out of scope"),
}
STATES = {
    ProposalState.DRAFT.value: (gettext_noop("Draft"), "none"),
    ProposalState.PENDING.value: (gettext_noop("Waits for moderation"), "soon"),
    ProposalState.PUBLISHED.value: (gettext_noop("Published"), "open"),
    ProposalState.IN_EVALUATION.value: (gettext_noop("In evaluation"), "soon"),
    ProposalState.ANSWERED.value: (gettext_noop("Answered"), "done"),
    ProposalState.WITHDRAWN.value: (gettext_noop("Withdrawn"), "none"),
    ProposalState.MERGED.value: (gettext_noop("Joined to another"), "plain"),
    ProposalState.SPLIT.value: (gettext_noop("Divided into parts"), "plain"),
}
REGROUPED = {ProposalState.MERGED, ProposalState.SPLIT}


def takes_supports(proposal: Proposal) -> bool:
    """Tell whether supports of a proposal are counted here: not of imported ones, nor where a call only debates."""
    if proposal.institution_id is not None:
        known = "component" in proposal._state.fields_cache
        return known and bool(proposal.component.config.government_supports)
    return not proposal.is_imported


def verdict_words(verdict: str) -> str:
    """Return a verdict as a tag says it."""
    return _(VERDICTS[verdict])


def state_tag(proposal: Proposal) -> StateTag:
    """Return the state as people ask for it: the answer first, then what waits."""
    response = getattr(proposal.subject, "response", None)
    if response is not None and response.published_at is not None:
        return StateTag(verdict_words(response.verdict), VERDICT_KINDS[response.verdict])
    if proposal.subject.state == "hidden":
        return StateTag(_("Hidden by moderation"), "late")
    if proposal.state in REGROUPED:
        words, kind = STATES[str(proposal.state)]
        return StateTag(_(words), kind)
    if proposal.is_imported and response is None:
        return StateTag(_("Imported"), "plain")
    words, kind = STATES[str(proposal.state)]
    return StateTag(_(words), kind)
