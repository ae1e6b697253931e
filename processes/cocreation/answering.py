"""The answer to a cluster is the answer to each contribution in it, and how much of all was answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from participation.access.verdict import ALLOWED, Denied, Verdict
from participation.responses.actions.together import answer_through
from processes.models import Cluster, Component, Contribution, Placement

if TYPE_CHECKING:
    from participation.models import Subject


def ready_to_answer(subject: "Subject") -> Verdict:
    """Tell whether a cluster can be answered now: once it is published."""
    if subject.state == "published":
        return ALLOWED
    return Denied("not_published", _("This cluster is not published. Publish what people told us first."))


def answer_contributions(subject: "Subject", at: datetime) -> list[tuple[str, int]]:
    """Give a published or corrected answer to all that is in the cluster; return the rows that changed.

    The activity is held, as every step of the work on clusters does: what is being put in now waits, and is answered
    by that step, which finds the answer published.
    """
    cluster = Cluster.objects.get(subject=subject)
    hold(cluster.component_id)
    inside = Placement.objects.filter(cluster=cluster, contribution__state="published")
    return answer_through(subjects=inside.values_list("contribution__subject_id", flat=True), through=subject, at=at)


def hold(component_id: int) -> None:
    """Hold an activity until the commit, so that the steps of all who work on its clusters come one by one."""
    Component.objects.select_for_update(no_key=True, of=("self",)).only("pk").get(pk=component_id)


def is_answered(cluster: Cluster) -> bool:
    """Tell whether the answer to a cluster is published, as it stands now."""
    from participation.models import Response

    return Response.every.filter(subject=cluster.subject_id, published_at__isnull=False).exists()


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of the public contributions of an activity: how many were answered, and how many are in a published cluster."""

    total: int
    answered: int
    placed: int

    @property
    def percent(self) -> int:
        """Return the share answered, in whole per cent, rounded down: 100 means all of them."""
        return self.answered * 100 // self.total if self.total else 0

    @property
    def orphans(self) -> int:
        """Return how many are in no published cluster."""
        return self.total - self.placed


def coverage_of(component: Component) -> Coverage:
    """Count them, in one query."""
    inside = Placement.objects.filter(contribution=OuterRef("pk"), cluster__subject__state="published")
    rows = Contribution.objects.filter(component=component).standing().annotate(inside=Exists(inside))
    return Coverage(
        **rows.aggregate(
            total=Count("pk"),
            answered=Count("pk", filter=Q(subject__response__published_at__isnull=False)),
            placed=Count("pk", filter=Q(inside=True)),
        )
    )
