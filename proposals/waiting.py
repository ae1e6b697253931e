"""What waits for an official in proposals."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from participation.access import roles
from participation.web.office import WaitingItem
from proposals.models import Proposal
from proposals.states import ProposalState

if TYPE_CHECKING:
    from participation.models import Person


def proposals_waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Return what waits for moderation; the answers owed are at their own desk (participation/responses)."""
    rows: Any = Proposal.objects
    found = []
    if roles.scopes(person, roles.MODERATORS) != set():
        pending = rows.within(person, roles.MODERATORS).filter(state=ProposalState.PENDING)
        found.append(WaitingItem(_("Proposals that wait for moderation"), pending, _url("moderation")))
    return found


def _url(waiting: str) -> str:
    return f"{reverse('admin:proposals_proposal_changelist')}?waiting={waiting}"
