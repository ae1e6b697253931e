"""What becomes of supports when accounts turn out to be of one person."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from participation.events.record import record
from participation.models import Person
from proposals.models import ProposalCount, Support
from proposals.states import ProposalState


@transaction.atomic
def unite_supports(*, accounts: list[Person], at: datetime) -> int:
    """Leave one support where several accounts of one person gave one to the same proposal; return how many went.

    The first stays. A proposal that is in evaluation or answered keeps its count: what was decided on it stands.
    """
    supports = Support.objects.filter(person__in=accounts, proposal__state=ProposalState.PUBLISHED)
    seen: set[int] = set()
    gone = []
    for support in supports.select_related("proposal__subject").select_for_update(of=("self",)).order_by("at", "pk"):
        if support.proposal_id in seen:
            gone.append(support)
        seen.add(support.proposal_id)
    for support in gone:
        support.delete()
        record(
            "proposals.proposal.support_withdrawn",
            subject=support.proposal.subject,
            by=None,
            at=at,
            payload={"proposal": support.proposal_id, "component": support.component_id},
        )
    for support in sorted(gone, key=lambda one: one.proposal_id):
        ProposalCount.objects.filter(proposal=support.proposal_id).update(supports=F("supports") - 1)
    return len(gone)


@transaction.atomic
def transfer_supports(*, former: Person, to: Person, at: datetime) -> int:
    """Give the supports of a deleted account to the account that the same person opened; return how many."""
    unite_supports(accounts=[former, to], at=at)
    theirs = Support.objects.filter(person=to).values("proposal")
    return Support.objects.filter(person=former).exclude(proposal__in=theirs).update(person=to)
