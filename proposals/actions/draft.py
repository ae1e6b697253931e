"""Acts on drafts, and handing in."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from participation.contribution import CAPTURED, Channel
from participation.events.record import record
from participation.files.actions import attach_all
from participation.files.prepare import Prepared
from participation.folios.actions import give_folio
from participation.models import Person, SubjectState
from participation.subjects.actions import update_subject
from proposals import policies
from proposals.actions.common import (
    change_state,
    in_name_of,
    lock_person,
    locked,
    make_proposal,
    make_public,
    refresh_subject,
    write_content,
)
from proposals.authorship import may_sign_as
from proposals.content import Content, check_content, check_draft, content, content_of
from proposals.models import Proposal
from proposals.settings import Moderation
from proposals.states import ProposalState

if TYPE_CHECKING:
    from types import EllipsisType

    from participation.models import Organisation, Territory
    from processes.models import Component


@transaction.atomic
def start_draft(
    *,
    component: "Component",
    by: Person,
    at: datetime,
    channel: str = Channel.WEB,
    captured_by: Person | None = None,
    lang: str = "es",
    is_sample: bool = False,
) -> Proposal:
    """Return the person's draft in a call; one is begun where there is none. There is one per person and call."""
    lock_person(by)
    found = Proposal.objects.by(by, component).filter(state=ProposalState.DRAFT).order_by("pk").first()
    if found is not None:
        return found
    policies.may_propose(by, component, at=at).enforce()
    if captured_by is not None or channel in CAPTURED:
        policies.may_capture(captured_by, component).enforce()
    proposal = make_proposal(
        component=component,
        content=Content(lang=lang),
        author=by,
        at=at,
        channel=channel,
        captured_by=captured_by,
        is_sample=is_sample,
    )
    record("proposals.proposal.drafted", subject=proposal.subject, by=by, at=at, payload={"proposal": proposal.pk})
    return proposal


@transaction.atomic
def save_draft(
    *,
    proposal: Proposal,
    content: Content,
    by: Person,
    at: datetime,
    files: Sequence[Prepared] = (),
    organisation: "Organisation | EllipsisType | None" = ...,
) -> Proposal:
    """Keep what is written so far, with further ``files``: both or neither.

    With ``organisation`` its author says in whose name it will be handed in; None: in their own.

    The call's rules are asked only when it is handed in. Raises ActDenied where a file has no room.
    """
    proposal = locked(proposal)
    policies.may_write_draft(by, proposal, at=at).enforce()
    check_draft(content)
    if organisation is not ... and organisation != proposal.organisation:
        may_sign_as(by, proposal, organisation).enforce()
        proposal.organisation = organisation
    attach_all(subject=proposal.subject, files=files, by=by, at=at)
    write_content(proposal, content, at)
    record("proposals.proposal.draft_saved", subject=proposal.subject, by=by, at=at, payload={"proposal": proposal.pk})
    return proposal


@transaction.atomic
def discard_draft(*, proposal: Proposal, by: Person, at: datetime) -> None:
    """Throw a draft away; its text goes with it."""
    proposal = locked(proposal)
    policies.may_write_draft(by, proposal, at=at).enforce()
    change_state(proposal, ProposalState.WITHDRAWN)
    proposal.withdrawn_at = at
    write_content(proposal, Content(lang=proposal.lang), at)
    update_subject(subject=proposal.subject, at=at, state=SubjectState.WITHDRAWN)
    record(
        "proposals.proposal.draft_discarded", subject=proposal.subject, by=by, at=at, payload={"proposal": proposal.pk}
    )


@transaction.atomic
def submit_draft(*, proposal: Proposal, by: Person, at: datetime) -> Proposal:
    """Hand in a draft: published at once, or waiting for a moderator where the call says so.

    Handing in again changes nothing. Raises ValidationError, field by field, where the call's rules are broken.
    """
    lock_person(by)
    proposal = locked(proposal)
    if proposal.author_id == by.pk and proposal.state in {ProposalState.PENDING, ProposalState.PUBLISHED}:
        return proposal
    policies.may_submit(by, proposal, at=at).enforce()
    check_content(content_of(proposal), proposal.component)
    return _hand_in(proposal, by=by, at=at)


@transaction.atomic
def submit_proposal(
    *,
    component: "Component",
    title: str,
    body: str,
    by: Person,
    at: datetime,
    territory: "Territory | None" = None,
    latitude: Decimal | float | str | None = None,
    longitude: Decimal | float | str | None = None,
    address: str = "",
    tags: Any = (),
    lang: str = "es",
    act_id: uuid.UUID | None = None,
    channel: str = Channel.WEB,
    captured_by: Person | None = None,
    is_sample: bool = False,
    organisation: "Organisation | None" = None,
) -> Proposal:
    """Hand in a whole proposal in one step; the same ``act_id`` again returns the first one and changes nothing.

    In the name of an ``organisation`` that the person represents, everybody reads its name; it counts among theirs.
    Raises ValidationError, field by field, where the call's rules are broken.
    """
    lock_person(by)
    if act_id is not None and (same := Proposal.objects.filter(author=by, act_id=act_id).first()):
        return same
    policies.may_speak_for(by, organisation).enforce()
    policies.may_propose(by, component, at=at).enforce()
    if captured_by is not None or channel in CAPTURED:
        policies.may_capture(captured_by, component).enforce()
    value = content(
        title=title,
        body=body,
        territory=territory,
        latitude=latitude,
        longitude=longitude,
        address=address,
        tags=tags,
        lang=lang,
    )
    check_content(value, component)
    proposal = make_proposal(
        component=component,
        content=value,
        author=by,
        at=at,
        channel=channel,
        captured_by=captured_by,
        act_id=act_id,
        is_sample=is_sample,
        organisation=organisation,
    )
    return _hand_in(proposal, by=by, at=at)


def _hand_in(proposal: Proposal, *, by: Person, at: datetime) -> Proposal:
    give_folio(subject=proposal.subject, at=at)
    if proposal.component.config.moderation == Moderation.BEFORE:
        change_state(proposal, ProposalState.PENDING)
        proposal.save()
        refresh_subject(proposal, at)
        name = "proposals.proposal.handed_in"
    else:
        make_public(proposal, by=by, at=at)
        name = "proposals.proposal.published"
    payload = {"proposal": proposal.pk, "component": proposal.component_id, **in_name_of(proposal)}
    record(name, subject=proposal.subject, by=by, at=at, payload=payload)
    return proposal
