"""Acts on clusters. Each holds the activity, changes rows in one way, and leaves a step in the log to be undone."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from participation.access import roles
from participation.access.verdict import Denied
from participation.events.record import record
from participation.models import SubjectState
from participation.origins.actions import write_link
from participation.origins.models import LinkKind
from participation.responses.actions import owe_response
from participation.subjects.actions import create_subject, update_subject
from processes.cocreation import events, policies
from processes.cocreation.actions.rows import Changes, apply_changes, fresh_cluster, row_of
from processes.cocreation.answering import hold
from processes.cocreation.content import LONGEST_REASON, cluster_words, one_line
from processes.models import Cluster, ClusterStep, Component, Contribution, Placement, Review, StepKind

if TYPE_CHECKING:
    from participation.models import Person

MOST_AT_ONCE = 500


@transaction.atomic
def make_cluster(
    *,
    component: Component,
    title: str,
    by: "Person",
    at: datetime,
    summary: str = "",
    contributions: Iterable[int] = (),
) -> Cluster:
    """Make a cluster, with contributions in it where some are chosen. Raises ActDenied and ValidationError."""
    _begin(component, by)
    name, words = cluster_words(title, summary)
    cluster = _new(component, name, words, by, at)
    chosen = _chosen(component, contributions)
    added = [row_of(pk, cluster.pk, by, at) for pk in chosen]
    _step(component, StepKind.MADE, name, Changes(made=[cluster.pk], added=added), by=by, at=at)
    return cluster


@transaction.atomic
def place_contributions(*, cluster: Cluster, contributions: Iterable[int], by: "Person", at: datetime) -> int:
    """Put contributions into a cluster; return how many are new there. Those that stand in others stay there too."""
    _begin(cluster.component, by)
    target = fresh_cluster(cluster)
    chosen = _chosen(target.component, contributions, needed=True)
    known = set(
        Placement.objects.filter(cluster=target, contribution__in=chosen).values_list("contribution", flat=True)
    )
    added = [row_of(pk, target.pk, by, at) for pk in chosen if pk not in known]
    _step(target.component, StepKind.PLACED, target.title, Changes(added=added), by=by, at=at)
    return len(added)


@transaction.atomic
def remove_contributions(*, cluster: Cluster, contributions: Iterable[int], by: "Person", at: datetime) -> int:
    """Take contributions out of a cluster; those in no other are orphans again, in view of everybody."""
    _begin(cluster.component, by)
    source = fresh_cluster(cluster)
    rows = _placements(source).filter(contribution__in=list(contributions))
    removed = [row_of(row) for row in rows]
    _step(source.component, StepKind.REMOVED, source.title, Changes(removed=removed), by=by, at=at)
    return len(removed)


@transaction.atomic
def merge_clusters(*, cluster: Cluster, into: Cluster, by: "Person", at: datetime) -> Cluster:
    """Join a cluster to another, which then holds what was in both; what stood in both counts once."""
    _begin(cluster.component, by)
    source, target = fresh_cluster(cluster), fresh_cluster(into)
    if source.pk == target.pk or source.component_id != target.component_id:
        raise ValidationError({"into": _("Choose another cluster of the same activity.")})
    known = set(Placement.objects.filter(cluster=target).values_list("contribution", flat=True))
    removed = [row_of(row) for row in _placements(source)]
    added = [[row[0], target.pk, *row[2:]] for row in removed if row[0] not in known]
    changes = Changes(removed=removed, added=added, clusters={source.pk: {"state": "merged", "merged_into": target.pk}})
    _step(source.component, StepKind.MERGED, f"{source.title} → {target.title}", changes, by=by, at=at)
    return target


@transaction.atomic
def split_cluster(
    *, cluster: Cluster, title: str, contributions: Iterable[int], by: "Person", at: datetime, summary: str = ""
) -> Cluster:
    """Take some contributions of a cluster into a new one; what a second person said of them goes along."""
    _begin(cluster.component, by)
    source = fresh_cluster(cluster)
    name, words = cluster_words(title, summary)
    removed = [row_of(row) for row in _placements(source).filter(contribution__in=list(contributions))]
    if not removed:
        raise ValidationError({"contributions": _("Choose at least one contribution.")})
    made = _new(source.component, name, words, by, at)
    added = [row_of(row[0], made.pk, by, at) for row in removed]
    changes = Changes(made=[made.pk], removed=removed, added=added)
    _step(source.component, StepKind.SPLIT, f"{source.title} → {name}", changes, by=by, at=at)
    if source.subject.state == SubjectState.PUBLISHED:
        write_link(source=source.subject, outcome=made.subject, kind=LinkKind.DIVIDED, explanation="", by=by, at=at)
    return made


@transaction.atomic
def rename_cluster(*, cluster: Cluster, title: str, summary: str, by: "Person", at: datetime) -> Cluster:
    """Change the name of a cluster and what belongs in it. The same words again change nothing."""
    _begin(cluster.component, by)
    row = fresh_cluster(cluster)
    name, words = cluster_words(title, summary)
    if (name, words) != (row.title, row.summary):
        told = row.title if name == row.title else f"{row.title} → {name}"
        changes = Changes(clusters={row.pk: {"title": name, "summary": words}})
        _step(row.component, StepKind.RENAMED, told, changes, by=by, at=at)
    return fresh_cluster(cluster)


@transaction.atomic
def discard_cluster(*, cluster: Cluster, by: "Person", at: datetime) -> None:
    """Set aside a cluster in which there is nothing."""
    _begin(cluster.component, by)
    row = fresh_cluster(cluster)
    if Placement.objects.filter(cluster=row).exists():
        Denied("not_empty", _("There are contributions in it. Take them out first, or join it to another.")).enforce()
    changes = Changes(clusters={row.pk: {"state": "discarded"}})
    _step(row.component, StepKind.DISCARDED, row.title, changes, by=by, at=at)


@transaction.atomic
def confirm_placements(*, component: Component, placements: Iterable[int], by: "Person", at: datetime) -> int:
    """Say, as a second person, that contributions belong where they are; return how many. Also after a dispute."""
    return _review(component, placements, Review.CONFIRMED, "", by=by, at=at)


@transaction.atomic
def dispute_placements(
    *, component: Component, placements: Iterable[int], reason: str, by: "Person", at: datetime
) -> int:
    """Say, as a second person, that contributions do not belong where they are, and why."""
    words = one_line("reason", reason, LONGEST_REASON, _("Say why it does not belong there."))
    return _review(component, placements, Review.DISPUTED, words, by=by, at=at)


@transaction.atomic
def undo_step(*, step: ClusterStep, by: "Person", at: datetime) -> None:
    """Undo one step of the log, where nothing that it changed was changed since. Undoing again changes nothing."""
    component = _begin(step.component, by)
    row = ClusterStep.objects.select_for_update(of=("self",)).get(pk=step.pk)
    if row.undone_at is not None:
        return
    changes = Changes(**row.data).back()
    _record(component, changes, apply_changes(component, changes, at), row, by=by, at=at)
    row.undone_by, row.undone_at = by, at
    row.save(update_fields=["undone_by", "undone_at"])


@transaction.atomic
def publish_clusters(*, component: Component, by: "Person", at: datetime) -> int:
    """Publish what people told: every cluster with something in it; from then on each is owed an answer.

    Published again, it adds what is new. Raises ActDenied where a second person did not confirm, and the activity asks.
    """
    component = _begin(component, by)
    from processes.cocreation.publishing import may_publish, promise, waiting_clusters

    may_publish(by, component).enforce()
    rows = list(waiting_clusters(component).select_related("subject"))
    institution = component.process.institution
    due = Contribution.objects.filter(component=component).aggregate(last=Max("subject__response__due_on"))["last"]
    for cluster in rows:
        cluster.published_at = cluster.published_at or at
        cluster.save(update_fields=["published_at"])
        update_subject(subject=cluster.subject, at=at, state=SubjectState.PUBLISHED)
        owe_response(subject=cluster.subject, at=at, institution=institution, due_on=due)
    promise([cluster.pk for cluster in rows], by=by, at=at)
    if rows:
        changes = [("clusters", cluster.pk) for cluster in rows]
        payload = {"clusters": len(rows)}
        record(events.PUBLISHED, subject=component.subject, by=by, at=at, payload=payload, changes=changes)
    return len(rows)


def _begin(component: Component, by: "Person") -> Component:
    hold(component.pk)
    fresh = Component.objects.select_related("subject", "process__subject", "process__institution").get(pk=component.pk)
    policies.may_work_on(by, fresh).enforce()
    return fresh


def _new(component: Component, title: str, summary: str, by: "Person", at: datetime) -> Cluster:
    subject = create_subject(
        kind="cluster",
        title=title,
        summary=summary,
        path="",
        at=at,
        parent=component.subject,
        territory=component.process.territory,
        lang=component.process.lang,
        state=SubjectState.DRAFT,
        text=summary,
    )
    cluster = Cluster.objects.create(
        subject=subject, component=component, title=title, summary=summary, created_by=by, created_at=at
    )
    update_subject(subject=subject, at=at, path=f"/que-nos-dijeron/{cluster.pk}/")
    return cluster


def _chosen(component: Component, keys: Iterable[int], *, needed: bool = False) -> list[int]:
    wanted = set(keys)
    if len(wanted) > MOST_AT_ONCE:
        raise ValidationError({"contributions": _("Choose %(n)s at most at once.") % {"n": MOST_AT_ONCE}})
    rows = Contribution.objects.filter(component=component, pk__in=wanted, state="published")
    found = list(rows.order_by("pk").values_list("pk", flat=True))
    if len(found) != len(wanted) or (needed and not found):
        words = _("Choose at least one contribution.") if not wanted else _("Some of these are not there any more.")
        raise ValidationError({"contributions": words})
    return found


def _placements(cluster: Cluster) -> Any:
    return Placement.objects.filter(cluster=cluster).order_by("contribution_id")


def _review(
    component: Component, placements: Iterable[int], review: Review, reason: str, *, by: "Person", at: datetime
) -> int:
    _begin(component, by)
    found = Placement.objects.filter(pk__in=list(placements), cluster__component=component, cluster__state="live")
    rows = list(found.select_related("cluster", "contribution").order_by("pk"))
    for row in rows:
        if row.placed_by_id == by.pk:
            words = _("You put it there yourself: somebody else has to read it a second time.")
            Denied("own_placement", words).enforce()
        roles.may_decide_on(by, row.contribution.author_id).enforce()
    rows = [row for row in rows if row.review != review]
    after = [[*row_of(row)[:4], review.value, by.pk, at.isoformat(), reason] for row in rows]
    kind = StepKind.CONFIRMED if review == Review.CONFIRMED else StepKind.DISPUTED
    words = ", ".join(dict.fromkeys(row.cluster.title for row in rows))
    _step(component, kind, words, Changes(removed=[row_of(row) for row in rows], added=after), by=by, at=at)
    return len(rows)


def _step(component: Component, kind: StepKind, words: str, changes: Changes, *, by: "Person", at: datetime) -> None:
    """Apply changes, keep the step in the log and record it; nothing at all where nothing changes."""
    if changes.is_empty:
        return
    touched = apply_changes(component, changes, at)
    told = words if len(words) <= LONGEST_REASON else f"{words[: LONGEST_REASON - 1]}…"
    step = ClusterStep.objects.create(
        component=component, kind=kind, words=told, count=changes.count, data=changes.data(), by=by, at=at
    )
    _record(component, changes, touched, step, by=by, at=at)


def _record(
    component: Component, changes: Changes, touched: Sequence[tuple[str, int]], step: ClusterStep, *, by: "Person",
    at: datetime,
) -> None:  # fmt: skip
    takes_away = bool(changes.unmade) or any("state" in fields for fields in changes.clusters.values())
    record(
        events.TAKEN_AWAY if takes_away else events.CHANGED,
        subject=component.subject,
        by=by,
        at=at,
        payload={"step": step.pk, "kind": step.kind},
        changes=touched,
    )
