"""When the clusters of an activity can be published, and what is linked then."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.models import Link
from participation.origins.models import LinkKind
from processes.cocreation.policies import may_work_on
from processes.models import Cluster, Component, Placement

if TYPE_CHECKING:
    from participation.models import Person
    from processes.cocreation.querysets import ClusterQuerySet

CHUNK = 1000


def waiting_clusters(component: Component) -> "ClusterQuerySet":
    """Return the clusters with something in them that are not published yet."""
    filled = Exists(Placement.objects.filter(cluster=OuterRef("pk")))
    rows = Cluster.objects.live().filter(filled, component=component, published_at__isnull=True)
    return rows.order_by("pk")  # type: ignore[return-value]


def unread(component: Component) -> int:
    """Return how many placements no second person confirmed."""
    rows = Placement.objects.filter(cluster__component=component, cluster__state="live")
    return rows.exclude(review="confirmed").count()


def may_publish(person: "Person | None", component: Component) -> Verdict:
    """Tell whether the person may publish the clusters now."""
    return first_denial(
        lambda: may_work_on(person, component), lambda: _something(component), lambda: _confirmed(component)
    )


def _something(component: Component) -> Verdict:
    if waiting_clusters(component).exists():
        return ALLOWED
    return Denied("nothing_new", _("There is no cluster with contributions that is not published yet."))


def _confirmed(component: Component) -> Verdict:
    count = unread(component) if component.config.two_readers else 0
    if not count:
        return ALLOWED
    words = ngettext(
        "A second person did not confirm %(n)s contribution yet. Ask a colleague to read it in “To confirm”.",
        "A second person did not confirm %(n)s contributions yet. Ask a colleague to read them in “To confirm”.",
        count,
    )
    return Denied("not_confirmed", words % {"n": count})


def promise(clusters: list[int], *, by: "Person", at: datetime) -> None:
    """Link what is in the clusters to them, so that each contribution leads to what came of it: a step."""
    rows = Placement.objects.filter(cluster__in=clusters).order_by("pk")
    pairs = rows.values_list("contribution__subject_id", "cluster__subject_id")
    links = [Link(source_id=one, outcome_id=other, kind=LinkKind.MERGED, by=by, at=at) for one, other in pairs]
    Link.objects.bulk_create(links, batch_size=CHUNK, ignore_conflicts=True)  # writes: inside the act that publishes
