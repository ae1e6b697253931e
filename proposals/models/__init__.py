"""Models of proposals."""

from proposals.models.coauthor import CoAuthor
from proposals.models.proposal import Proposal, ProposalCount, random_key
from proposals.models.support import Support

__all__ = ["CoAuthor", "Proposal", "ProposalCount", "Support", "random_key"]
