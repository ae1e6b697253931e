"""Models of proposals."""

from proposals.models.coauthor import CoAuthor
from proposals.models.proposal import Proposal, ProposalCount, random_key
from proposals.models.regrouping import Regrouping, RegroupingPart
from proposals.models.support import Support

__all__ = ["CoAuthor", "Proposal", "ProposalCount", "Regrouping", "RegroupingPart", "Support", "random_key"]
