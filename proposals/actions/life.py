"""Acts on a proposal that was handed in: moderated, edited, withdrawn."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.files.actions import attach_all
from participation.files.prepare import Prepared
from participation.models import Person, SubjectState
from participation.subjects.actions import update_subject
from participation.versions.actions import add_version
from participation.web.richtext import tidy
from proposals import policies
from proposals.actions.common import change_state, in_name_of, locked, make_public, named_by, write_content
from proposals.content import Content, changed_fields, check_content, content_of, version_data
from proposals.models import Proposal, ProposalCount
from proposals.states import ProposalState


@transaction.atomic
def publish_proposal(*, proposal: Proposal, by: Person, at: datetime) -> Proposal:
    """Publish a proposal that waits for moderation; publishing again changes nothing."""
    proposal = locked(proposal)
    if proposal.state == ProposalState.PUBLISHED:
        return proposal
    policies.may_moderate(by, proposal).enforce()
    make_public(proposal, by=by, at=at)
    payload = {"proposal": proposal.pk, "component": proposal.component_id, **in_name_of(proposal)}
    record("proposals.proposal.published", subject=proposal.subject, by=by, at=at, payload=payload)
    return proposal


@transaction.atomic
def return_proposal(*, proposal: Proposal, reason: str, by: Person, at: datetime) -> Proposal:
    """Give a proposal that waits for moderation back to its author, who is told the reason, as a draft."""
    proposal = locked(proposal)
    policies.may_moderate(by, proposal).enforce()
    reason = tidy(reason)
    if not reason:
        raise ValidationError({"reason": [_("Say why, so that the author can mend it.")]})
    change_state(proposal, ProposalState.DRAFT)
    proposal.save()
    record(
        "proposals.proposal.returned",
        subject=proposal.subject,
        by=by,
        at=at,
        payload={"proposal": proposal.pk, "reason": reason[:1000]},
    )
    return proposal


@transaction.atomic
def edit_proposal(
    *,
    proposal: Proposal,
    content: Content,
    by: Person,
    at: datetime,
    reason: str = "",
    files: Sequence[Prepared] = (),
) -> Proposal:
    """Change a proposal within the edit window, with further ``files``; the earlier text stays in its history.

    Text and files are changed together or not at all. Raises ValidationError, field by field, where the call's rules
    are broken, and ActDenied where a file has no room.
    """
    proposal = locked(proposal)
    policies.may_edit(by, proposal, at=at).enforce()
    check_content(content, proposal.component)
    attach_all(subject=proposal.subject, files=files, by=by, at=at)
    changed = changed_fields(content_of(proposal), content)
    if not changed:
        return proposal
    before = version_data(proposal)
    proposal.edited_at = at
    write_content(proposal, content, at)
    if proposal.state != ProposalState.PENDING:
        who = named_by(proposal, by)
        add_version(subject=proposal.subject, data=version_data(proposal), by=who, at=at, reason=tidy(reason)[:300])
    record(
        "proposals.proposal.edited",
        subject=proposal.subject,
        by=by,
        at=at,
        before=before,
        after=version_data(proposal),
        payload={"proposal": proposal.pk, "fields": changed},
    )
    return proposal


@transaction.atomic
def withdraw_proposal(*, proposal: Proposal, by: Person, at: datetime, reason: str = "") -> Proposal:
    """Withdraw a proposal that nobody supports; its page says so from then on. Again changes nothing."""
    proposal = locked(proposal)
    # Whoever supports in this moment bumps this row: one of the two acts waits, and then sees what the other did.
    ProposalCount.objects.select_for_update().get(proposal=proposal)
    if proposal.state == ProposalState.WITHDRAWN and proposal.author_id == by.pk:
        return proposal
    policies.may_withdraw(by, proposal, at=at).enforce()
    change_state(proposal, ProposalState.WITHDRAWN)
    proposal.withdrawn_at = at
    proposal.save()
    update_subject(subject=proposal.subject, at=at, state=SubjectState.WITHDRAWN)
    record(
        "proposals.proposal.withdrawn",
        subject=proposal.subject,
        by=by,
        at=at,
        payload={"proposal": proposal.pk, "reason": tidy(reason)[:300]},
    )
    return proposal
