"""Models of proposals."""

from proposals.models.proposal import Proposal, ProposalCount, random_key
from proposals.models.support import Support

__all__ = ["Proposal", "ProposalCount", "Support", "random_key"]
