"""What came of something: the steps of the panel "What happened with this?", from the graph and the answer owed.

Floors above add steps that only they know (a phase that closed) with ``register_trace_source``. The number of queries
does not depend on the length of the trace; how far down it looks is bounded.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.events.models import Event
from participation.origins.models import Link, LinkKind
from participation.subjects.models import Subject
from participation.subjects.querysets import shown

if TYPE_CHECKING:
    from participation.responses.models import Response

DEPTH = 6
MOST = 60


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a strong beginning, the rest, when, and where it leads; ``css`` is "", ``now`` or ``owed``."""

    strong: str
    text: str = ""
    at: datetime | None = None
    url: str = ""
    link: str = ""
    css: str = ""


TraceSource = Callable[[Subject, datetime], list[Step]]
_sources: dict[str, list[TraceSource]] = {}


def register_trace_source(kind: str, source: TraceSource) -> None:
    """Add steps to the trace of a kind of subject (in ``apps.ready()``)."""
    known = _sources.setdefault(kind, [])
    if source not in known:
        known.append(source)


def trace_of(subject: Subject, at: datetime) -> list[Step]:
    """Return the steps of a subject's trace in order of time; what is owed and has no date yet comes last."""
    steps = [*_answer(subject, at), *_links(subject)]
    for source in _sources.get(subject.kind, []):
        steps += source(subject, at)
    later = datetime.max.replace(tzinfo=timezone.get_current_timezone())
    return sorted(steps, key=lambda step: step.at or later)


# --- The graph ---
WALK = """
WITH RECURSIVE down(link_id, kind, at, subject_id, depth, path) AS (
    SELECT id, kind, at, outcome_id, 1, ARRAY[source_id, outcome_id]
    FROM participation_link WHERE source_id = %(subject)s
  UNION ALL
    SELECT link.id, link.kind, link.at, link.outcome_id, down.depth + 1, down.path || link.outcome_id
    FROM participation_link link JOIN down ON link.source_id = down.subject_id
    WHERE down.depth < %(depth)s AND NOT link.outcome_id = ANY(down.path)
)
(SELECT DISTINCT ON (subject_id, kind) kind, at, subject_id, depth, 'down' FROM down
 ORDER BY subject_id, kind, depth LIMIT %(most)s)
UNION ALL
(SELECT kind, at, source_id, 0, 'up' FROM participation_link WHERE outcome_id = %(subject)s ORDER BY at LIMIT %(most)s)
"""


WALK_OF_MANY = """
WITH RECURSIVE down(root, kind, at, subject_id, depth, path) AS (
    SELECT source_id, kind, at, outcome_id, 1, ARRAY[source_id, outcome_id]
    FROM participation_link WHERE source_id = ANY(%(subjects)s)
  UNION ALL
    SELECT down.root, link.kind, link.at, link.outcome_id, down.depth + 1, down.path || link.outcome_id
    FROM participation_link link JOIN down ON link.source_id = down.subject_id
    WHERE down.depth < %(depth)s AND NOT link.outcome_id = ANY(down.path)
), each AS (
    SELECT DISTINCT ON (root, subject_id, kind) root, kind, at, subject_id, depth
    FROM down ORDER BY root, subject_id, kind, depth
)
SELECT root, kind, at, subject_id, depth
FROM (SELECT *, row_number() OVER (PARTITION BY root ORDER BY at, subject_id) AS place FROM each) AS placed
WHERE place <= %(most)s ORDER BY root, at, subject_id
"""


@dataclass(frozen=True, slots=True)
class Edge:
    """One edge near a subject; ``depth`` counts from it downwards, 0 is what it came from."""

    kind: str
    at: datetime
    subject: Subject
    depth: int
    up: bool


def edges(subject: Subject) -> tuple[list[Edge], bool]:
    """Return what the subject came from and all that came of it, public things only, in two queries at most.

    The second value tells whether it came from so much that not all of it was read.
    """
    if not getattr(subject, "has_links", True):  # fetched with the row: subjects/above.py
        return [], False
    with connection.cursor() as cursor:
        cursor.execute(WALK, {"subject": subject.pk, "depth": DEPTH, "most": MOST})
        rows = cursor.fetchall()
    known = Subject.objects.public().defer("search").in_bulk({row[2] for row in rows}) if rows else {}
    found = [Edge(kind, at, known[pk], depth, way == "up") for kind, at, pk, depth, way in rows if pk in known]
    return found, sum(row[-1] == "up" for row in rows) == MOST


def came_of(subjects: Iterable[Subject]) -> dict[int, list[Step]]:
    """Return, by subject, the public things that came of each of many, however far down: two queries for all."""
    with connection.cursor() as cursor:
        cursor.execute(WALK_OF_MANY, {"subjects": [one.pk for one in subjects], "depth": DEPTH, "most": MOST})
        rows = cursor.fetchall()
    known = Subject.objects.public().defer("search").in_bulk({row[3] for row in rows}) if rows else {}
    found: dict[int, list[Step]] = {}
    for root, kind, at, pk, depth in rows:
        if pk in known:
            found.setdefault(root, []).append(_down(Edge(kind, at, known[pk], depth, up=False)))
    return found


def _links(subject: Subject) -> list[Step]:
    found, cut = edges(subject)
    steps = [_up(edge) for edge in found if edge.up and edge.kind != LinkKind.MERGED]
    steps += [_down(edge) for edge in found if not edge.up]
    moments = [edge.at for edge in found if edge.up and edge.kind == LinkKind.MERGED]
    joined, last = len(moments), max(moments, default=None)
    if cut:
        links = shown(Link.objects.filter(outcome=subject, kind=LinkKind.MERGED), "source")
        joined, last = links.aggregate(n=Count("pk"), last=Max("at")).values()
    return steps + _merged(joined, last)


def _up(edge: Edge) -> Step:
    strong = _("It was born at") if edge.kind == LinkKind.BORN_AT else _("It comes from")
    return Step(strong, at=edge.at, url=edge.subject.get_absolute_url(), link=edge.subject.shown_title)


def _merged(joined: int, last: datetime | None) -> list[Step]:
    if not joined:
        return []
    words = ngettext("with %(n)s more like it", "with %(n)s more like it", joined) % {"n": joined}
    return [Step(_("It was joined"), words, at=last)]


def _down(edge: Edge) -> Step:
    words = {
        LinkKind.ACCEPTED: _("It was accepted and became"),
        LinkKind.PARTLY: _("It was accepted in part and became"),
        LinkKind.LATER: _("It will be considered in"),
        LinkKind.REJECTED: _("It was not accepted in"),
        LinkKind.OUT_OF_SCOPE: _("It was left out of"),
        LinkKind.MERGED: _("It was joined to"),
        LinkKind.INSPIRED: _("It inspired"),
        LinkKind.BORN_AT: _("From here came"),
        LinkKind.DIVIDED: _("It was divided into"),
    }
    return Step(
        str(words[LinkKind(edge.kind)]), at=edge.at, url=edge.subject.get_absolute_url(), link=edge.subject.shown_title
    )


# --- The answer ---
def _answer(subject: Subject, at: datetime) -> list[Step]:
    response: Response | None = getattr(subject, "response", None)
    if response is None:
        return []
    steps = []
    if response.in_evaluation_since:
        current = response.published_at is None
        steps.append(Step(_("Evaluation began"), at=response.in_evaluation_since, css="now" if current else ""))
    if response.published_at:
        verdict = str(response.get_verdict_display())
        steps.append(Step(_("Answer with reasons"), verdict, at=response.published_at, url="#respuesta"))
        return [*steps, *_corrections(subject)]
    if response.elsewhere_since:
        return steps
    return [*steps, _owed(response, at)]


def _owed(response: "Response", at: datetime) -> Step:
    who = str(response.institution) if response.institution else ""
    strong = _("An answer is owed")
    if response.due_on is None:
        return Step(strong, who, css="owed")
    from participation.web.templatetags.ui import day

    due = datetime.combine(response.due_on, time(23, 59), tzinfo=timezone.get_current_timezone())
    days = (timezone.localdate(at) - response.due_on).days
    if days > 0:
        words = ngettext("overdue by %(n)s day, since %(day)s", "overdue by %(n)s days, since %(day)s", days) % {
            "n": days,
            "day": day(due),
        }
        return Step(strong, f"{who}: {words}" if who else words, at=due, css="owed")
    words = _("by %(day)s") % {"day": day(due)}
    return Step(strong, f"{who}, {words}" if who else words)


def _corrections(subject: Subject) -> list[Step]:
    found: Any = Event.objects.filter(subject=subject, name="participation.response.corrected").order_by("at", "id")
    return [Step(_("The answer was corrected"), event.payload.get("reason", ""), at=event.at) for event in found[:20]]
