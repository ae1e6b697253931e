"""What waits for an official in proposals."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.access import roles
from participation.web.office import WaitingItem
from proposals.models import Proposal
from proposals.states import ProposalState

if TYPE_CHECKING:
    from participation.models import Person


def proposals_waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Return the answers owed, those prepared and not published, and what waits for moderation."""
    rows: Any = Proposal.objects
    found = []
    if roles.scopes(person, roles.EVALUATORS) != set():
        owed = rows.within(person, roles.EVALUATORS).unanswered()
        late = owed.filter(subject__response__due_on__lt=timezone.localdate(at))
        found.append(
            WaitingItem(_("Proposals that are owed an answer"), owed, _url("unanswered"), late=late, late_note=_overdue)
        )
    if roles.scopes(person, roles.STEWARDS) != set():
        ready = rows.within(person, roles.STEWARDS).unanswered().exclude(subject__response__verdict="")
        found.append(WaitingItem(_("Answers prepared, to be published"), ready, _url("prepared")))
    if roles.scopes(person, roles.MODERATORS) != set():
        pending = rows.within(person, roles.MODERATORS).filter(state=ProposalState.PENDING)
        found.append(WaitingItem(_("Proposals that wait for moderation"), pending, _url("moderation")))
    return found


def _overdue(late: int) -> str:
    return ngettext("%(n)s is overdue", "%(n)s are overdue", late) % {"n": late}


def _url(waiting: str) -> str:
    return f"{reverse('admin:proposals_proposal_changelist')}?waiting={waiting}"
