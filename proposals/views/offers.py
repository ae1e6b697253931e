"""What the acts on proposals say of themselves when they are offered again to whoever could not do them yet."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from participation.access.resume import Offer
from participation.access.verdict import ALLOWED
from processes.querysets import openings_with_phases
from proposals import policies
from proposals.models import Proposal
from proposals.states import ProposalState
from proposals.views.common import MAX_ID, calls, closing

if TYPE_CHECKING:
    from participation.models import Person


def support_offer(person: "Person", at: datetime, *, pk: int) -> Offer | None:
    """Return the wish to support a proposal; None for one that the person may not see."""
    rows = Proposal.objects.for_page().prefetch_related(openings_with_phases("component__openings"))
    found = rows.public_one().filter(pk=pk).first() if pk <= MAX_ID else None
    if found is None:
        return None
    verdict = policies.may_support(person, found, at=at)
    rules = tuple(found.component.config.who_may_support)
    closes = closing(found.component, "support", at)
    return Offer(pgettext_lazy("button", "Support"), found.title, found.subject.path, verdict, rules, closes)


def proposal_offer(person: "Person", at: datetime, *, slug: str, component_slug: str) -> Offer | None:
    """Return the wish to make a proposal in a call; None for one that the person may not see."""
    call = calls(person, slug, component_slug).first()
    if call is None:
        return None
    began = Proposal.objects.by(person, call).filter(state=ProposalState.DRAFT).exists()
    verdict = ALLOWED if began else policies.may_propose(person, call, at=at)
    rules = tuple(call.config.who_may_propose)
    closes = closing(call, "propose", at)
    return Offer(_("Make a proposal"), call.title, call.subject.path, verdict, rules, closes)
