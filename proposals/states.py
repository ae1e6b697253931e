"""States of a proposal and the steps between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProposalState(models.TextChoices):
    """Where a proposal is. Hidden by moderation is a state of its subject, not of the proposal."""

    DRAFT = "draft", _("draft")
    PENDING = "pending", _("waiting for moderation")
    PUBLISHED = "published", _("published")
    IN_EVALUATION = "in_evaluation", _("in evaluation")
    ANSWERED = "answered", _("answered")
    WITHDRAWN = "withdrawn", _("withdrawn")
    MERGED = "merged", _("joined to another")
    SPLIT = "split", _("divided into parts")


TRANSITIONS: dict[str, frozenset[str]] = {
    ProposalState.DRAFT: frozenset({ProposalState.PENDING, ProposalState.PUBLISHED, ProposalState.WITHDRAWN}),
    ProposalState.PENDING: frozenset({ProposalState.PUBLISHED, ProposalState.WITHDRAWN, ProposalState.DRAFT}),
    ProposalState.PUBLISHED: frozenset(
        {
            ProposalState.IN_EVALUATION,
            ProposalState.ANSWERED,
            ProposalState.WITHDRAWN,
            ProposalState.MERGED,
            ProposalState.SPLIT,
        }
    ),
    ProposalState.IN_EVALUATION: frozenset(
        {ProposalState.PUBLISHED, ProposalState.ANSWERED, ProposalState.MERGED, ProposalState.SPLIT}
    ),
    # Undone: back to what it was. A part of a division that is undone is withdrawn with it.
    ProposalState.MERGED: frozenset({ProposalState.PUBLISHED, ProposalState.IN_EVALUATION}),
    ProposalState.SPLIT: frozenset({ProposalState.PUBLISHED, ProposalState.IN_EVALUATION}),
    ProposalState.ANSWERED: frozenset(),
    ProposalState.WITHDRAWN: frozenset(),
}
