"""Reads of proposals."""

from django.db import models


class ProposalQuerySet(models.QuerySet):
    """Proposals by visibility and order."""

    def public(self) -> "ProposalQuerySet":
        """Return what anybody may see."""
        return self.filter(subject__state="published")
