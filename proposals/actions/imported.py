"""Acts of importers: proposals that were made and decided elsewhere."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from participation.contribution import Channel
from participation.events.record import record
from participation.models import Person, SubjectState
from participation.versions.actions import add_version
from participation.web.richtext import clean, tidy
from processes.models import Component
from proposals import policies
from proposals.actions.common import change_state, locked, make_proposal, refresh_subject, write_content
from proposals.content import Content, changed_fields, check_draft, content_of, version_data
from proposals.models import Proposal
from proposals.states import ProposalState

IMPORT_LIMIT = 100_000


@transaction.atomic
def import_proposal(
    *,
    component: Component,
    content: Content,
    by: Person | None,
    at: datetime,
    published_at: datetime,
    body_is_html: bool = False,
    is_sample: bool = False,
) -> Proposal:
    """Bring a proposal in from elsewhere: published, without an author here, and owed no answer by this call.

    The call's limits do not bind it; lengths that no row could hold raise ValidationError.
    """
    if by is not None:
        policies.may_import(by, component).enforce()
    check_draft(content, longest=IMPORT_LIMIT)
    proposal = make_proposal(
        component=component,
        content=_cleaned(content, body_is_html),
        author=None,
        at=at,
        channel=Channel.IMPORT,
        captured_by=by,
        is_sample=is_sample,
        body_is_html=body_is_html,
    )
    change_state(proposal, ProposalState.PUBLISHED)
    proposal.published_at = published_at
    proposal.save()
    refresh_subject(proposal, at, state=SubjectState.PUBLISHED, published_at=published_at)
    add_version(subject=proposal.subject, data=version_data(proposal), by=by, at=at)
    record(
        "proposals.proposal.imported",
        subject=proposal.subject,
        by=by,
        at=at,
        payload={"proposal": proposal.pk, "component": component.pk},
    )
    return proposal


@transaction.atomic
def update_imported_proposal(*, proposal: Proposal, content: Content, by: Person | None, at: datetime) -> Proposal:
    """Bring the changes of the source in; without changes, nothing happens."""
    proposal = locked(proposal)
    if by is not None:
        policies.may_import(by, proposal.component).enforce()
    check_draft(content, longest=IMPORT_LIMIT)
    content = _cleaned(content, proposal.body_is_html)
    if not changed_fields(content_of(proposal), content):
        return proposal
    before = version_data(proposal)
    write_content(proposal, content, at)
    add_version(subject=proposal.subject, data=version_data(proposal), by=by, at=at)
    record(
        "proposals.proposal.import_updated",
        subject=proposal.subject,
        by=by,
        at=at,
        before=before,
        after=version_data(proposal),
        payload={"proposal": proposal.pk},
    )
    return proposal


def _cleaned(content: Content, body_is_html: bool) -> Content:
    return replace(content, body=clean(content.body) if body_is_html else tidy(content.body))
