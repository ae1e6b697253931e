"""Who stands behind what something came from: whoever proposed, supported or follows it, however far up the graph."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.db import connection

from participation.notifications.registry import Hearers, people_of

if TYPE_CHECKING:
    from participation.models import Subject

REASON = "upstream"
MOST = 300  # things; of more than these something came, and their people hear of the nearest
WALK = """
WITH RECURSIVE up(subject_id, depth, path) AS (
    SELECT source_id, 1, ARRAY[outcome_id, source_id] FROM participation_link
    WHERE outcome_id = ANY(%(subjects)s) AND kind <> ALL(%(refused)s)
  UNION ALL
    SELECT link.source_id, up.depth + 1, up.path || link.source_id
    FROM participation_link link JOIN up ON link.outcome_id = up.subject_id
    WHERE up.depth < 6 AND link.kind <> ALL(%(refused)s) AND NOT link.source_id = ANY(up.path)
)
SELECT subject_id FROM up GROUP BY subject_id ORDER BY min(depth), subject_id LIMIT %(most)s
"""


def led_to(subjects: Iterable[int]) -> list["Subject"]:
    """Return the public things from which any of some things came, the nearest first; not where they were born."""
    from participation.models import Subject
    from participation.origins.models import LinkKind

    refused = [str(kind) for kind in (LinkKind.REJECTED, LinkKind.OUT_OF_SCOPE, LinkKind.BORN_AT)]
    with connection.cursor() as cursor:
        cursor.execute(WALK, {"subjects": list(subjects), "refused": refused, "most": MOST})
        found = [row[0] for row in cursor.fetchall()]
    known = Subject.objects.public().defer("search").in_bulk(found)
    return [known[pk] for pk in found if pk in known]


def upstream(subjects: Iterable[int]) -> Iterator[Hearers]:
    """Yield who stands behind whatever some things came from."""
    from participation.models import Follow

    sources = led_to(subjects)
    for source in sources:
        for hearers in people_of(source):
            yield Hearers(REASON, hearers.rows, hearers.column)
    if sources:
        yield Hearers(REASON, Follow.objects.filter(subject__in=[source.pk for source in sources]))
