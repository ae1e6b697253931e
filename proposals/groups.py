"""The groups of a proposal to which the stewards of its process may write, and who takes part with proposals."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from participation.announcements.segments import (
    Segment,
    Target,
    lies_in,
    register_segment,
    register_taking_part,
)


def _supporters(target: Target) -> Exists:
    from proposals.models import Support

    return Exists(Support.objects.filter(person=OuterRef("pk"), proposal__subject=target.scope))


def proposed(subject_id: int) -> Exists:
    """Return those who handed a proposal in within a subject."""
    from proposals.models import Proposal
    from proposals.states import ProposalState

    rows = Proposal.objects.filter(lies_in("subject", subject_id), author=OuterRef("pk"))
    return Exists(rows.exclude(state__in=[ProposalState.DRAFT, ProposalState.WITHDRAWN]))


def supported(subject_id: int) -> Exists:
    """Return those who support a proposal within a subject."""
    from proposals.models import Support

    return Exists(Support.objects.filter(lies_in("proposal__subject", subject_id), person=OuterRef("pk")))


def register() -> None:
    """Register who supports a proposal, and what counts as taking part."""
    register_taking_part(proposed, supported)
    register_segment(
        Segment(
            "supporters",
            _("People who support a proposal"),
            _("people who support “%(thing)s”"),
            _supporters,
            about="proposal",
        )
    )
