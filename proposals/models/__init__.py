"""Models of proposals."""

from proposals.models.amendment import Amendment, AmendmentState
from proposals.models.coauthor import CoAuthor
from proposals.models.dossier import CRITERIA, Dossier, DossierNote, Feasibility
from proposals.models.proposal import Proposal, ProposalCount, random_key
from proposals.models.regrouping import Regrouping, RegroupingPart
from proposals.models.support import Support

__all__ = [
    "CRITERIA",
    "Amendment",
    "AmendmentState",
    "CoAuthor",
    "Dossier",
    "DossierNote",
    "Feasibility",
    "Proposal",
    "ProposalCount",
    "Regrouping",
    "RegroupingPart",
    "Support",
    "random_key",
]
