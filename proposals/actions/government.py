"""The act by which an institution proposes something to be debated before it decides."""

import uuid
from datetime import datetime

from django.db import transaction

from participation.contribution import Channel
from participation.events.record import record
from participation.folios.actions import give_folio
from participation.models import Institution, Person
from processes.models import Component
from proposals import government
from proposals.actions.common import make_proposal, make_public
from proposals.content import Content, check_content
from proposals.models import Proposal


@transaction.atomic
def propose_as_institution(
    *,
    component: Component,
    institution: Institution,
    content: Content,
    by: Person,
    at: datetime,
    act_id: uuid.UUID | None = None,
    is_sample: bool = False,
) -> Proposal:
    """Publish what an institution proposes, with the decision that it owes on it; the same ``act_id`` again is one.

    Raises ValidationError, field by field, where the call's rules are broken.
    """
    # The institution's row is held, so that a form sent twice at once is one proposal.
    institution = (
        Institution.objects.select_for_update(no_key=True, of=("self",))
        .select_related("subject")
        .get(pk=institution.pk)
    )
    if act_id is not None and (same := Proposal.objects.filter(institution=institution, act_id=act_id).first()):
        return same
    government.may_propose_as(by, component, institution, at=at).enforce()
    check_content(content, component)
    proposal = make_proposal(
        component=component,
        content=content,
        author=None,
        at=at,
        channel=Channel.WEB,
        captured_by=by,
        act_id=act_id,
        is_sample=is_sample,
        institution=institution,
    )
    give_folio(subject=proposal.subject, at=at)
    make_public(proposal, by=by, at=at)
    payload = {"proposal": proposal.pk, "component": component.pk, "institution": institution.pk}
    record("proposals.government.published", subject=proposal.subject, by=by, at=at, payload=payload)
    return proposal
