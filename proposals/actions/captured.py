"""The act of who types in what people wrote on paper."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.access.verdict import first_denial
from participation.contribution import CAPTURED
from participation.events.record import record
from participation.folios.actions import give_folio
from participation.models import Person
from participation.subjects.actions import update_subject
from participation.subjects.models import SubjectState
from processes.models import Component
from proposals import policies
from proposals.actions.common import change_state, locked, make_proposal, make_public, refresh_subject
from proposals.content import Content, check_content
from proposals.models import Proposal, ProposalCount
from proposals.settings import Moderation
from proposals.states import ProposalState


@transaction.atomic
def capture_proposal(
    *, component: Component, content: Content, by: Person, at: datetime, channel: str, is_sample: bool = False
) -> Proposal:
    """Publish what somebody without an account handed in on paper or in person: supported and answered like all others.

    The limits per person do not bind it, since nobody is named; the call's other rules do. Where the call is moderated
    first, so is what an officer of a point captured. Raises ValidationError.
    """
    policies.may_write_down(by, component, at=at).enforce()
    if channel not in CAPTURED:
        raise ValidationError({"channel": [_("Say how it reached you, such as in person, on paper or by telephone.")]})
    check_content(content, component)
    proposal = make_proposal(
        component=component, content=content, author=None, at=at, channel=channel, captured_by=by, is_sample=is_sample
    )
    give_folio(subject=proposal.subject, at=at)
    name = "proposals.proposal.captured"
    if component.config.moderation == Moderation.BEFORE and not policies.may_import(by, component):
        change_state(proposal, ProposalState.PENDING)
        proposal.save()
        refresh_subject(proposal, at)
        name = "proposals.proposal.handed_in"
    else:
        make_public(proposal, by=by, at=at)
    payload = {"proposal": proposal.pk, "component": component.pk}
    record(name, subject=proposal.subject, by=by, at=at, payload=payload)
    return proposal


@transaction.atomic
def undo_captured_proposal(*, proposal: Proposal, reason: str, by: Person, at: datetime) -> None:
    """Take back a proposal that an officer wrote down by mistake; its page and folio say so, and why.

    What others support or officials evaluate stays. Whoever calls it asked who may, and writes down who did.
    Raises ActDenied.
    """
    proposal = locked(proposal)
    ProposalCount.objects.select_for_update().get(proposal=proposal)
    first_denial(lambda: policies.withdrawable(proposal), lambda: policies.without_supports(proposal)).enforce()
    change_state(proposal, ProposalState.WITHDRAWN)
    proposal.withdrawn_at = at
    proposal.save()
    update_subject(subject=proposal.subject, at=at, state=SubjectState.WITHDRAWN)
    payload = {"proposal": proposal.pk, "reason": reason}
    record("proposals.proposal.undone", subject=proposal.subject, by=by, at=at, payload=payload)
