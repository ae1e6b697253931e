"""Reads of subjects."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef, Q


def shown(queryset: models.QuerySet, path: str = "subject") -> models.QuerySet:
    """Return the rows whose subject is published, in something published, up to the root.

    ``path`` leads from the row to its subject; an empty one means that the rows are subjects. What is closed and holds
    something is few and found once for the whole query; asking for each row's ancestors would make the planner join
    and sort everything before it takes one page.
    """
    return queryset.filter(is_shown(path))


def is_shown(path: str = "subject") -> Q:
    """Return the condition that a row's subject is published, in something published, up to the root."""
    before = f"{path}__" if path else ""
    return Q(**{f"{before}state": "published"}) & ~lies_in_closed(path)


def lies_in_closed(path: str = "subject") -> Q:
    """Return the condition that something above a row's subject is not published."""
    from participation.subjects.models import Subject, SubjectState

    # Said as what they are: an index finds these few; as what they are not, every subject was looked at.
    states = [state for state in SubjectState.values if state != SubjectState.PUBLISHED]
    closed = Subject.objects.filter(Exists(Subject.objects.filter(parent=OuterRef("pk"))), state__in=states)
    before = f"{path}__" if path else ""
    return Q(**{f"{before}ancestors__overlap": ArraySubquery(closed.values("pk"))})


class SubjectQuerySet(models.QuerySet):
    """Subjects by visibility and place."""

    def public(self) -> "SubjectQuerySet":
        """Return what anybody may see: published, and so is all that it lies in."""
        return shown(self, "")  # type: ignore[return-value]

    def below(self, subject_id: int) -> "SubjectQuerySet":
        """Return every descendant of a subject."""
        return self.filter(ancestors__contains=[subject_id])
