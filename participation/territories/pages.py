"""What the pages of territories show."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from participation.search.results import Card, cards, searchable_kinds
from participation.subjects.models import Subject
from participation.territories.models import Territory

if TYPE_CHECKING:
    from participation.subjects.querysets import SubjectQuerySet

LATEST = 4


@dataclass(slots=True)
class Node:
    """A territory in the tree with what lies in it."""

    territory: Territory
    children: "list[Node]"


@dataclass(frozen=True, slots=True)
class Group:
    """What happens in a place, of one kind: how many, and the latest."""

    kind: Any
    count: int
    latest: list[Card]

    @property
    def more(self) -> bool:
        """Tell whether there are more than are shown."""
        return self.count > len(self.latest)


def tree() -> list[Node]:
    """Return every active territory as a tree, sorted; one query. Those whose parent is not in use stand at the top."""
    nodes = {t.pk: Node(t, []) for t in Territory.objects.active().defer("outline").sorted()}
    roots: list[Node] = []
    for node in nodes.values():
        above = nodes.get(node.territory.parent_id or 0)
        (above.children if above else roots).append(node)
    return roots


def shown_kinds() -> dict[str, Any]:
    """Return the kinds that a place lists: what can be found and followed, not the parts of a process."""
    return {name: kind for name, kind in searchable_kinds().items() if kind.may_follow}


def here(territory: Territory) -> "SubjectQuerySet":
    """Return the public subjects of a territory and of everything in it."""
    return Subject.objects.public().filter(
        kind__in=list(searchable_kinds()),
        published_at__isnull=False,
        territory__in=Territory.objects.within(territory).values("pk"),
    )


def happening(territory: Territory) -> list[Group]:
    """Return what happens here by kind: figures and the latest of each, in two queries and one for each kind."""
    subjects = here(territory)
    counts = dict(subjects.order_by().values_list("kind").annotate(n=Count("pk")))
    rank = Window(RowNumber(), partition_by=[F("kind")], order_by=[F("published_at").desc(), F("pk").desc()])
    latest = (
        subjects.annotate(rank=rank)
        .filter(rank__lte=LATEST)
        .select_related("territory", "parent", "counts")
        .defer("search", "parent__search", "territory__outline")
    )
    by_kind: dict[str, list[Card]] = {}
    ranked = sorted(latest, key=lambda subject: subject.rank)  # type: ignore[attr-defined]
    for card in cards(ranked):
        by_kind.setdefault(card.subject.kind, []).append(card)
    return [
        Group(kind, counts[kind.name], by_kind.get(kind.name, []))
        for kind in shown_kinds().values()
        if counts.get(kind.name)
    ]


def feature(territory: Territory, url: str) -> dict[str, Any]:
    """Return a territory as a GeoJSON feature."""
    return {
        "type": "Feature",
        "id": territory.pk,
        "geometry": territory.outline,
        "properties": {
            "name": territory.name,
            "level": territory.level,
            "cvegeo": territory.cvegeo,
            "url": url,
            "source": territory.source,
        },
    }
