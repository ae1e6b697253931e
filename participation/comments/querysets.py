"""Reads of comments."""

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

# One look into the index for each thread, however long it is; numbering the replies would read them all.
FIRST_REPLIES = """
SELECT reply.id FROM unnest(%s::bigint[]) AS thread(id) CROSS JOIN LATERAL (
    SELECT id FROM participation_comment
    WHERE root_id = thread.id AND state = 'visible' ORDER BY at, id LIMIT %s
) AS reply
"""


class CommentQuerySet(models.QuerySet):
    """Comments by visibility and thread."""

    def public(self) -> "CommentQuerySet":
        """Return what anybody may read: visible comments on public subjects."""
        return self.filter(state="visible", subject__state="published")

    def with_people(self) -> "CommentQuerySet":
        """Join what a comment shows beside its text: its author, and whom it answers."""
        return self.select_related("author", "parent__author")

    def roots_of(self, subject_id: int, stance: str = "") -> "CommentQuerySet":
        """Return the first comments of the threads of a subject; hidden and withdrawn ones only for their replies."""
        shown = Q(state="visible") | Q(thread_count__gt=0)
        roots = self.filter(shown, subject_id=subject_id, parent__isnull=True)
        return roots.filter(stance=stance, state="visible") if stance else roots

    def first_replies(self, roots: list[int], size: int) -> "CommentQuerySet":
        """Return the first visible replies of each thread, in one query for all of them."""
        first = RawSQL(FIRST_REPLIES, [roots, size])  # noqa: S611 (a constant; what varies are parameters)
        return self.filter(pk__in=first).order_by("root_id", "at", "id")
