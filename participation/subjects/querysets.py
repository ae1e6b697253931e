"""Reads of subjects."""

from django.db import models


class SubjectQuerySet(models.QuerySet):
    """Subjects by visibility and place."""

    def public(self) -> "SubjectQuerySet":
        """Return what anybody may see."""
        return self.filter(state="published")

    def below(self, subject_id: int) -> "SubjectQuerySet":
        """Return every descendant of a subject."""
        return self.filter(ancestors__contains=[subject_id])
