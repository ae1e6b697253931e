"""Who may invite people to sign a proposal, and take them off."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from processes.policies import is_open
from proposals.authorship import is_author
from proposals.policies import in_window, not_beyond_evaluation
from proposals.states import ProposalState

if TYPE_CHECKING:
    from participation.models import Person
    from proposals.models import Proposal


def may_have_coauthors(proposal: "Proposal", *, at: datetime) -> Verdict:
    """Tell whether people can still join as authors: while the text may be changed, whoever asks."""
    if not proposal.component.config.coauthors_most or proposal.institution_id is not None:
        return Denied("no_coauthors", _("In this call each proposal has one author."))
    if proposal.state == ProposalState.DRAFT:
        return is_open(proposal.component, "propose", at=at)
    return first_denial(lambda: not_beyond_evaluation(proposal), lambda: in_window(proposal, at))


def may_invite_coauthor(person: "Person | None", proposal: "Proposal") -> Verdict:
    """Tell whether the person may invite others to sign: its author."""
    return first_denial(lambda: roles.may_be_signed_in(person), lambda: is_author(person, proposal))


def may_remove_coauthor(person: "Person | None", proposal: "Proposal") -> Verdict:
    """Tell whether the person may take a co-author off: its author, until it is evaluated."""
    return first_denial(
        lambda: may_invite_coauthor(person, proposal),
        lambda: ALLOWED if proposal.state == ProposalState.DRAFT else not_beyond_evaluation(proposal),
    )
