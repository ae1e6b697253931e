"""What became of everything that people handed in below one thing: counted by kind, by fate and by where it ended.

A contribution is whatever is owed an answer, was answered, or led to something; what only gathers others on the way
(a cluster) is none, though it stands between. Its fate is the verdict of its published answer; else how it went on;
else that it waits, or that its answer is late. Everything is counted where it lies, in one statement.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.origins.models import LinkKind
from participation.responses.models import Response, Verdict
from participation.subjects.querysets import shown
from participation.subjects.registry import get_kind
from participation.workdays import local_day

if TYPE_CHECKING:
    from participation.models import Subject

WAITING, LATE, NOWHERE = "waiting", "late", ""
REFUSED = (Verdict.REJECTED, Verdict.OUT_OF_SCOPE, Verdict.LATER)
FATES: dict[str, Any] = {
    "accepted": _("Accepted"),
    "partly": _("Accepted in part"),
    "answered": _("Answered"),
    "joined": _("Joined with others, or led to something"),
    "later": _("Considered later"),
    "rejected": _("Not accepted"),
    "out_of_scope": _("Out of scope"),
    WAITING: _("Waiting for an answer"),
    LATE: _("Its answer is late"),
}
COUNT = """
WITH RECURSIVE below AS (
    SELECT id, kind FROM participation_subject
    WHERE ancestors @> ARRAY[%(root)s]::bigint[] AND state = 'published'
), gathers AS (
    SELECT DISTINCT link.outcome_id AS id FROM participation_link link
    JOIN below source ON source.id = link.source_id JOIN below outcome ON outcome.id = link.outcome_id
    WHERE source.kind <> outcome.kind AND link.kind <> ALL(%(refused)s)
), contributions AS (
    SELECT below.id, below.kind, response.id AS response, response.verdict, response.due_on,
        response.published_at IS NOT NULL AND response.hidden_at IS NULL AS answered
    FROM below LEFT JOIN participation_response response
        ON response.subject_id = below.id AND response.elsewhere_since IS NULL
    WHERE below.id NOT IN (SELECT id FROM gathers) AND (
        response.id IS NOT NULL
        OR EXISTS (SELECT FROM participation_link link WHERE link.source_id = below.id)
    )
), down(root, subject_id, depth, path) AS (
    SELECT link.source_id, link.outcome_id, 1, ARRAY[link.source_id, link.outcome_id]
    FROM participation_link link JOIN contributions ON contributions.id = link.source_id
    WHERE link.kind <> ALL(%(refused)s)
  UNION ALL
    SELECT down.root, link.outcome_id, down.depth + 1, down.path || link.outcome_id
    FROM participation_link link JOIN down ON link.source_id = down.subject_id
    WHERE down.depth < 6 AND link.kind <> ALL(%(refused)s) AND NOT link.outcome_id = ANY(down.path)
), ends AS (
    SELECT DISTINCT ON (down.root) down.root, subject.kind
    FROM down JOIN participation_subject subject ON subject.id = down.subject_id AND subject.state = 'published'
    ORDER BY down.root, down.depth DESC, subject.id
)
SELECT contributions.kind,
    CASE
        WHEN answered THEN verdict
        WHEN ends.root IS NOT NULL THEN 'joined'
        WHEN response IS NOT NULL AND due_on < %(today)s THEN 'late'
        ELSE 'waiting'
    END AS fate, coalesce(ends.kind, ''), count(*)
FROM contributions LEFT JOIN ends ON ends.root = contributions.id
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Stream:
    """How many contributions of one kind had one fate and ended at one kind of thing ("": nowhere yet)."""

    kind: str
    fate: str
    end: str
    number: int

    @property
    def kind_words(self) -> str:
        """Return the kind, in words."""
        return _many(self.kind)

    @property
    def fate_words(self) -> str:
        """Return the fate, in words."""
        return str(FATES[self.fate])

    @property
    def end_words(self) -> str:
        """Return where they ended, in words."""
        return _many(self.end) if self.end else ""


def _many(kind: str) -> str:
    words = str(get_kind(kind).label_plural)
    return words[:1].upper() + words[1:]


def streams_below(subject: "Subject", at: datetime) -> list[Stream]:
    """Return what became of the contributions below a subject."""
    refused = [LinkKind.REJECTED, LinkKind.OUT_OF_SCOPE, LinkKind.LATER]
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"root": subject.pk, "today": local_day(at), "refused": [str(kind) for kind in refused]})
        found = [Stream(*row) for row in cursor.fetchall()]
    order = list(FATES)
    return sorted(found, key=lambda stream: (stream.kind, order.index(stream.fate), stream.end))


def not_adopted(subject: "Subject") -> "QuerySet[Response]":
    """Return the published answers below a subject that took nothing up, with their reasons."""
    rows = Response.objects.filter(subject__ancestors__contains=[subject.pk], verdict__in=REFUSED)
    rows = shown(rows.filter(published_at__isnull=False, hidden_at__isnull=True))
    return rows.select_related("subject", "institution__subject").defer("subject__search")
