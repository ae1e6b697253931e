"""How the work on clusters changes rows: what is taken away and added, written down so that it can be turned back.

Every step is one ``Changes``: placements taken away and added (whole rows, with what a second person said), clusters
made, and what else changed in clusters, before and after. To undo it is to apply the same changes turned back, and it
is refused where a row is not any more as the step left it. All run while the activity is held.
"""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Q, Subquery
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.access.verdict import Denied
from participation.models import Link, Response, SubjectState
from participation.origins.actions import write_link
from participation.origins.models import LinkKind
from participation.responses.actions.together import answer_through
from participation.subjects.actions import update_subject
from processes.models import Cluster, ClusterState, Component, Contribution, Placement

if TYPE_CHECKING:
    from participation.models import Person

MOVED_ON = Denied(
    "changed_since", gettext_lazy("It was changed since. Undo first what came after, or change it by hand.")
)
ANSWERED = Denied(
    "answered",
    gettext_lazy("This cluster was answered: what is in it stays as it is. You can still put contributions into it."),
)
CHUNK = 500
# contribution, cluster, who put it there, when, review, who reviewed it, when, why
Row = list[Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """What one step changes. ``clusters``: by key, the fields that get new values."""

    removed: list[Row] = field(default_factory=list)
    added: list[Row] = field(default_factory=list)
    made: list[int] = field(default_factory=list)
    unmade: list[int] = field(default_factory=list)
    clusters: dict[Any, dict[str, Any]] = field(default_factory=dict)
    before: dict[Any, dict[str, Any]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing changes."""
        return not (self.removed or self.added or self.made or self.unmade or self.clusters)

    @property
    def count(self) -> int:
        """Return how many contributions are touched."""
        return len({row[0] for row in (*self.removed, *self.added)})

    def data(self) -> dict[str, Any]:
        """Return what the log keeps."""
        return asdict(self)

    def back(self) -> "Changes":
        """Return the changes that undo these."""
        return Changes(self.added, self.removed, self.unmade, self.made, self.before, self.clusters)


def row_of(
    placement: "Placement | int", cluster: int = 0, by: "Person | None" = None, at: datetime | None = None
) -> Row:
    """Return a placement as the log keeps it: one that stands, or a new one of a contribution's key."""
    if isinstance(placement, int):
        return [placement, cluster, by.pk if by else None, at.isoformat() if at else None, "", None, None, ""]
    read = placement.reviewed_at.isoformat() if placement.reviewed_at else None
    return [
        placement.contribution_id, placement.cluster_id, placement.placed_by_id, placement.placed_at.isoformat(),
        placement.review, placement.reviewed_by_id, read, placement.reason,
    ]  # fmt: skip


def fresh_cluster(cluster: Cluster) -> Cluster:
    """Return a cluster as it is while the activity is held. Raises ActDenied where it is not in use any more."""
    row = Cluster.objects.select_related("subject", "merged_into", "component__process__subject").get(pk=cluster.pk)
    if row.state == ClusterState.MERGED and row.merged_into is not None:
        words = _("Meanwhile this cluster was joined to “%(title)s”.") % {"title": row.merged_into.title}
        Denied("merged", words).enforce()
    if row.state == ClusterState.DISCARDED:
        Denied("discarded", _("Meanwhile this cluster was set aside.")).enforce()
    return row


def apply_changes(component: Component, changes: Changes, at: datetime) -> list[tuple[str, int]]:
    """Change the rows; return the rows of public datasets that changed with them.

    Raises ActDenied where a row is not as the step expects, and where what was answered would change.
    """
    wanted = {row[1] for row in (*changes.removed, *changes.added)} | {int(pk) for pk in changes.clusters}
    clusters = Cluster.objects.select_related("subject").in_bulk(wanted | set(changes.made) | set(changes.unmade))
    answered = _answered(clusters)
    kept = {(row[0], row[1]) for row in changes.added}
    gone = {row[1] for row in changes.removed if (row[0], row[1]) not in kept}
    if answered & (gone | {int(pk) for pk in changes.clusters} | set(changes.unmade)):
        ANSWERED.enforce()
    _take_away(changes.removed)
    _add(changes.added, clusters, changes)
    before = _change_clusters(changes, clusters, at)
    changes.before.update(before)
    keys = sorted({row[0] for row in (*changes.removed, *changes.added)})
    touched = [("clusters", pk) for pk in sorted(clusters)]
    if len(changes.removed) == len(changes.added) and not gone:
        return touched  # only what a second person says changed
    _link_members(changes, clusters, at)
    return touched + _promise(keys, answered, clusters, at)


def _answered(clusters: dict[int, Cluster]) -> set[int]:
    subjects = {cluster.subject_id: pk for pk, cluster in clusters.items()}
    rows = Response.every.filter(subject__in=list(subjects), published_at__isnull=False)
    return {subjects[pk] for pk in rows.values_list("subject", flat=True)}


def _same(row: Row) -> Row:
    """Return a row with its moments in one writing, so that two can be compared."""
    moments = [parse_datetime(value) if isinstance(value, str) else None for value in (row[3], row[6])]
    return [*row[:3], moments[0], *row[4:6], moments[1], row[7]]


def _pairs(rows: list[Row]) -> Q:
    return Q(contribution__in={row[0] for row in rows}, cluster__in={row[1] for row in rows})


def _take_away(rows: list[Row]) -> None:
    if not rows:
        return
    standing = {(row.contribution_id, row.cluster_id): row for row in Placement.objects.filter(_pairs(rows))}
    gone = []
    for row in rows:
        found = standing.get((row[0], row[1]))
        if found is None or _same(row_of(found)) != _same(row):
            MOVED_ON.enforce()
        else:
            gone.append(found.pk)
    Placement.objects.filter(pk__in=gone).delete()  # writes: a step of every act on clusters


def _add(rows: list[Row], clusters: dict[int, Cluster], changes: Changes) -> None:
    if not rows:
        return
    standing = set(Placement.objects.filter(_pairs(rows)).values_list("contribution_id", "cluster_id"))
    back = {int(pk) for pk, values in changes.clusters.items() if values.get("state") == ClusterState.LIVE}
    for row in rows:
        if (row[0], row[1]) in standing or (clusters[row[1]].state != ClusterState.LIVE and row[1] not in back):
            MOVED_ON.enforce()
    made = [
        Placement(
            contribution_id=row[0], cluster_id=row[1], placed_by_id=row[2], placed_at=parse_datetime(row[3]),
            review=row[4], reviewed_by_id=row[5], reviewed_at=parse_datetime(row[6]) if row[6] else None, reason=row[7],
        )
        for row in rows
    ]  # fmt: skip
    Placement.objects.bulk_create(made, batch_size=CHUNK)  # writes: a step of every act on clusters


def _change_clusters(changes: Changes, clusters: dict[int, Cluster], at: datetime) -> dict[str, dict[str, Any]]:
    """Write what changed in clusters; return what it was before."""
    before: dict[str, dict[str, Any]] = {}
    values = {int(pk): dict(fields) for pk, fields in changes.clusters.items()}
    values |= {pk: {"state": "discarded"} for pk in changes.unmade}
    for pk, fields in values.items():
        cluster = clusters[pk]
        was = {
            "state": cluster.state, "merged_into": cluster.merged_into_id, "title": cluster.title,
            "summary": cluster.summary,
        }  # fmt: skip
        told = changes.before.get(pk) or changes.before.get(str(pk))
        if told and any(was[name] != value for name, value in told.items()):
            MOVED_ON.enforce()
        if pk in changes.unmade and (cluster.state != "live" or Placement.objects.filter(cluster=pk).exists()):
            MOVED_ON.enforce()
        before[str(pk)] = {name: was[name] for name in fields}
        cluster.title, cluster.summary = fields.get("title", cluster.title), fields.get("summary", cluster.summary)
        cluster.state = fields.get("state", cluster.state)
        cluster.merged_into_id = fields.get(
            "merged_into", None if cluster.state != "merged" else cluster.merged_into_id
        )
        cluster.save(update_fields=["title", "summary", "state", "merged_into"])  # writes: a step of every act
        _show(cluster, at)
        _link_clusters(cluster, at)
    return before


def _link_clusters(cluster: Cluster, at: datetime) -> None:
    """Have a cluster that was joined lead to the other; one that is in use again does not."""
    links = Link.objects.filter(source=cluster.subject_id, kind=LinkKind.MERGED)
    if cluster.state == ClusterState.MERGED and cluster.merged_into is not None:
        write_link(
            source=cluster.subject, outcome=cluster.merged_into.subject, kind=LinkKind.MERGED, explanation="", by=None,
            at=at,
        )  # fmt: skip
    else:
        links.filter(outcome__kind="cluster").delete()  # writes: a step of every act on clusters
    if cluster.state == ClusterState.DISCARDED:
        Link.objects.filter(outcome=cluster.subject_id, kind=LinkKind.DIVIDED).delete()  # writes: as above


def _link_members(changes: Changes, clusters: dict[int, Cluster], at: datetime) -> None:
    """Have contributions lead to the published clusters that they are in, and to no other."""
    shown = {pk: cluster.subject_id for pk, cluster in clusters.items() if cluster.published_at is not None}
    rows = [row for row in (*changes.removed, *changes.added) if row[1] in shown]
    if not rows:
        return
    subjects = dict(Contribution.objects.filter(pk__in={row[0] for row in rows}).values_list("pk", "subject_id"))
    for pk, subject in shown.items():
        gone = [subjects[row[0]] for row in changes.removed if row[1] == pk]
        Link.objects.filter(source__in=gone, outcome=subject, kind=LinkKind.MERGED).delete()  # writes: as above
    links = [
        Link(source_id=subjects[row[0]], outcome_id=shown[row[1]], kind=LinkKind.MERGED, at=at)
        for row in changes.added
        if row[1] in shown
    ]
    Link.objects.bulk_create(links, batch_size=CHUNK, ignore_conflicts=True)  # writes: as above


def _show(cluster: Cluster, at: datetime) -> None:
    subject = cluster.subject
    state = subject.state
    if cluster.published_at is not None:
        state = SubjectState.PUBLISHED if cluster.state == ClusterState.LIVE else SubjectState.WITHDRAWN
    update_subject(
        subject=subject, at=at, title=cluster.title, summary=cluster.summary, text=cluster.summary, state=state
    )


def _promise(keys: list[int], answered: set[int], clusters: dict[int, Cluster], at: datetime) -> list[tuple[str, int]]:
    """Say through which cluster each contribution will be answered; answer at once through one that was answered."""
    first = Placement.objects.filter(contribution__subject=OuterRef("subject"), cluster__state="live").order_by("pk")
    rows = Response.every.filter(subject__contribution__in=keys, published_at__isnull=True)
    rows.update(through=Subquery(first.values("cluster__subject")[:1]))  # writes: a step of every act on clusters
    changed: list[tuple[str, int]] = []
    for pk in sorted(answered):
        inside = Contribution.objects.filter(pk__in=keys, placements__cluster=pk).values_list("subject_id", flat=True)
        changed += answer_through(subjects=inside, through=clusters[pk].subject, at=at)
    return changed
