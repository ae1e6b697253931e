"""Reads of comments."""

from django.db import models


class CommentQuerySet(models.QuerySet):
    """Comments by visibility and thread."""

    def public(self) -> "CommentQuerySet":
        """Return what anybody may read: visible comments on public subjects."""
        return self.filter(state="visible", subject__state="published")
