"""What the pages of territories show."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Count, F, Q, QuerySet, Value

from participation.among import Among
from participation.search.results import searchable_kinds
from participation.stored import StoredQuery
from participation.subjects.models import Subject
from participation.territories.models import Territory
from participation.web.memo import counted

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
    latest: list[Subject]

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


def here(territory_id: int) -> "SubjectQuerySet":
    """Return the public subjects of a territory and of everything in it."""
    return Subject.objects.public().filter(
        kind__in=list(searchable_kinds()),
        published_at__isnull=False,
        territory__in=Territory.objects.within(territory_id).values("pk"),
    )


@StoredQuery
def place(territory_id: int) -> QuerySet:
    """Return an active territory, without its outline."""
    return Territory.objects.active().defer("outline").filter(pk=territory_id).order_by("pk")


@StoredQuery
def places_above(territory_ids: list[int]) -> QuerySet:
    """Return the territories of these ids, without outlines."""
    ids = Value(territory_ids, output_field=ArrayField(BigIntegerField()))
    return Territory.objects.filter(Among(F("pk"), ids)).defer("outline").order_by("pk")


@StoredQuery
def places_inside(territory_id: int) -> QuerySet:
    """Return the active territories right inside one, without outlines."""
    return Territory.objects.active().filter(parent=territory_id).defer("outline").sorted()


@StoredQuery
def _numbers(territory_id: int) -> QuerySet:
    return here(territory_id).order_by().values_list("kind").annotate(n=Count("pk"))


@StoredQuery
def _latest(territory_id: int, *, kinds: tuple[str, ...]) -> QuerySet:
    """Return the latest of each kind; each is found apart, from the newest on, before anything is joined to it."""
    found = Q()
    for kind in kinds:
        rows = here(territory_id).filter(kind=kind).order_by("-published_at", "-pk")[:LATEST]
        found |= Q(Among(F("pk"), ArraySubquery(rows.values("pk"))))
    rows = Subject.objects.filter(found).select_related("territory").defer("search", "territory__outline")
    return rows.order_by("-published_at", "-pk")


def happening(territory_id: int, *, stranger: bool) -> list[Group]:
    """Return what happens here by kind: figures and the latest of each, in two queries."""
    counts = counted(("here", territory_id), lambda: dict(_numbers(territory_id)), stranger=stranger)
    kinds = [kind for kind in shown_kinds().values() if counts.get(kind.name)]
    latest: dict[str, list[Subject]] = {}
    if kinds:
        for subject in _latest(territory_id, kinds=tuple(kind.name for kind in kinds)):
            latest.setdefault(subject.kind, []).append(subject)
    # A figure may be two seconds old: what was hidden since then leaves its heading with nothing below it.
    return [Group(kind, counts[kind.name], latest[kind.name]) for kind in kinds if kind.name in latest]


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
