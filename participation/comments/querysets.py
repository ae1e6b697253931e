"""Reads of comments."""

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL

from participation.among import Among

# One look into the index for each thread, however long it is; numbering the replies would read them all.
FIRST_REPLIES = """
ARRAY(SELECT reply.id FROM unnest(%s::bigint[]) AS thread(id) CROSS JOIN LATERAL (
    SELECT id FROM participation_comment
    WHERE root_id = thread.id AND state = 'visible' ORDER BY at, id LIMIT %s
) AS reply)
"""

PERSON = ("name", "is_staff", "erased_at", "name_hidden_at")
ORGANISATION = ("name", "hidden_at")
SHOWN = (
    "subject_id", "root_id", "depth", "text", "lang", "stance", "state", "channel", "at", "edited_at", "thread_count",
    *(f"author__{name}" for name in PERSON), *(f"organisation__{name}" for name in ORGANISATION),
    "parent__state", "parent__author_id",
    *(f"parent__author__{name}" for name in PERSON), *(f"parent__organisation__{name}" for name in ORGANISATION),
)  # fmt: skip


class CommentQuerySet(models.QuerySet):
    """Comments by visibility and thread."""

    def public(self) -> "CommentQuerySet":
        """Return what anybody may read: visible comments on public subjects."""
        return self.filter(state="visible", subject__state="published")

    def with_people(self) -> "CommentQuerySet":
        """Join what a comment shows beside its text: its author, and whom it answers."""
        return self.select_related("author", "organisation", "parent__author", "parent__organisation")

    def for_rows(self) -> "CommentQuerySet":
        """Return rows with what a page shows of each comment, and nothing else of its people."""
        return self.with_people().only(*SHOWN)

    def roots_of(self, subject_id: int, stance: str = "") -> "CommentQuerySet":
        """Return the first comments of the threads of a subject; hidden and withdrawn ones only for their replies."""
        shown = Q(state="visible") | Q(thread_count__gt=0)
        roots = self.filter(shown, subject_id=subject_id, parent__isnull=True)
        return roots.filter(stance=stance, state="visible") if stance else roots

    def first_replies(self, roots: list[int], size: int) -> "CommentQuerySet":
        """Return the first visible replies of each thread, in one query for all of them."""
        first = RawSQL(FIRST_REPLIES, [roots, size])  # noqa: S611 (a constant; what varies are parameters)
        # As an array they are found once, apart: joined, the planner reads every comment to find these few.
        return self.filter(Among(F("pk"), first)).order_by("root_id", "at", "id")
