"""What a proposal adds to its trace: that it was published, and the phases that closed over it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.events.timeline import title_of
from participation.origins.traces import Step
from participation.web.templatetags.ui import num

if TYPE_CHECKING:
    from participation.models import Subject
    from proposals.models import Proposal


def _own_steps(proposal: "Proposal") -> list[Step]:
    """Return the steps that officials named and put it in, with their notes; no query where it is in none."""
    from participation.models import Event

    if not proposal.step:
        return []
    rows = Event.objects.filter(subject_id=proposal.subject_id, name="proposals.step.set").order_by("at", "pk")
    return [Step(title_of(event.payload), str(event.payload.get("reason") or ""), at=event.at) for event in rows]


def proposal_steps(subject: "Subject", at: datetime) -> list[Step]:
    """Return the steps of a proposal: published, and each closing of supports with how many it had by then."""
    from processes.policies import opening_times

    proposal = getattr(subject, "_proposal", None) or subject.proposal
    steps = []
    if proposal.published_at and not proposal.is_imported:
        steps.append(Step(_("It was published"), at=proposal.published_at))
    if proposal.is_imported or proposal.published_at is None:
        return steps
    steps += _own_steps(proposal)
    for window in opening_times(proposal.component, "support"):
        if window.closes_at is None or not proposal.published_at < window.closes_at <= at:
            continue
        n = proposal.supports.filter(at__lt=window.closes_at).count()
        words = ngettext("with %(count)s support", "with %(count)s supports", n) % {"count": num(n)}
        steps.append(
            Step(
                _("The phase %(phase)s closed") % {"phase": window.phase.in_language("title")},
                words,
                at=window.closes_at,
            )
        )
    return steps
