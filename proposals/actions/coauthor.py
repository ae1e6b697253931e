"""Acts on co-authors. Inviting, accepting and declining are acts of invitations; here is what follows from them."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from participation.events.record import record
from proposals import coauthor_policies
from proposals.actions.common import locked
from proposals.coauthors import signing
from proposals.models import CoAuthor, Proposal

if TYPE_CHECKING:
    from participation.models import Invitation, Person


def sign_with(invitation: "Invitation", person: "Person", at: datetime) -> None:
    """Make who accepted a co-author: a step inside the act of accepting, which records the event."""
    CoAuthor.objects.create(proposal=invitation.subject.proposal, person=person, at=at)  # writes: inside that act


@transaction.atomic
def leave_proposal(*, proposal: Proposal, by: "Person", at: datetime) -> None:
    """Stop being a co-author; the text stays with the others. Again changes nothing."""
    proposal = locked(proposal)
    if not signing().filter(proposal=proposal, person=by).update(ended_at=at):
        return
    _tell("proposals.coauthor.left", proposal, by, by, at)


@transaction.atomic
def remove_coauthor(*, proposal: Proposal, person: "Person", by: "Person", at: datetime) -> None:
    """Take a co-author off, who is told. Again changes nothing."""
    proposal = locked(proposal)
    coauthor_policies.may_remove_coauthor(by, proposal).enforce()
    if signing().filter(proposal=proposal, person=person).update(ended_at=at):
        _tell("proposals.coauthor.removed", proposal, person, by, at)


@transaction.atomic
def hand_over(*, person: "Person", at: datetime) -> None:
    """Leave the proposals of a closed account with those who sign them, inside the act of closing.

    The first co-author becomes the author, with what an author may do; a draft goes on like any other.
    """
    for coauthor in signing().filter(person=person).select_related("proposal__subject").order_by("pk"):
        proposal = locked(coauthor.proposal)
        CoAuthor.objects.filter(pk=coauthor.pk).update(ended_at=at)
        record("proposals.coauthor.left", subject=proposal.subject, by=None, at=at, payload={"proposal": proposal.pk})
    # What stands in the name of an organisation stays with the others who represent it.
    begun = signing().filter(proposal__author=person, proposal__organisation__isnull=True).order_by("proposal")
    for pk in begun.values_list("proposal", flat=True).distinct():
        proposal = locked(Proposal.objects.get(pk=pk))
        first = signing().filter(proposal=proposal).order_by("at", "pk").first()
        if first is None:
            continue
        CoAuthor.objects.filter(pk=first.pk).update(ended_at=at)
        # Another act id: the heir may have used the same one for a proposal of their own.
        Proposal.objects.filter(pk=pk).update(author=first.person_id, act_id=uuid.uuid4())
        payload = {"proposal": pk, "person": first.person_id}
        record("proposals.proposal.handed_over", subject=proposal.subject, by=None, at=at, payload=payload)


def _tell(name: str, proposal: Proposal, person: "Person", by: "Person", at: datetime) -> None:
    payload = {"proposal": proposal.pk, "person": person.pk}
    record(name, subject=proposal.subject, by=by, at=at, payload=payload)
