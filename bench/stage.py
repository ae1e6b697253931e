"""The city as the bench finds it: which objects there are, and who may do what to them."""

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bench.scenes import COMMENTS, OBJECTS, query

TRIES = 25  # people who are asked for one proposal: where none of them may, it is passed over


def pairs(
    rows: Sequence[Any], people: Iterable[Any], may: Callable[[Any, Any], bool], number: int
) -> list[tuple[Any, Any]]:
    """Return at most ``number`` rows with somebody who may act on each: every person once, rows again in turn.

    Whoever may not act on one is asked for the next ones: what one call demands takes nobody away from the others.
    """
    found: list[tuple[Any, Any]] = []
    waiting, passed_over = deque(people), 0
    for row in itertools.cycle(rows):
        if len(found) >= number or not waiting or passed_over == len(rows):
            break
        passed_over += 1
        for _try in range(min(TRIES, len(waiting))):
            person = waiting.popleft()
            if may(person, row):
                found.append((row, person))
                passed_over = 0
                break
            waiting.append(person)
    return found


class City:
    """Addresses and people, read from the database through the product's own querysets and policies."""

    def __init__(self) -> None:
        from django.db.models import Count
        from django.utils import timezone

        from bench.errors import BenchError
        from proposals.models import Proposal

        self.at = timezone.now()
        largest = (
            Proposal.objects.public().values("component").annotate(n=Count("pk")).order_by("-n", "component").first()
        )
        if largest is None:
            raise BenchError("The city holds no proposals; make it anew with --fresh.")
        from processes.models import Component

        self.call = Component.objects.select_related("process__subject", "subject").get(pk=largest["component"])
        self.size = largest["n"]

    def processes(self) -> list[str]:
        """Return the pages of the public processes, in both languages."""
        from processes.models import Process

        paths = list(Process.objects.public().order_by("pk").values_list("subject__path", flat=True))
        return [*paths, *(f"/en{path}" for path in paths)]

    def activities(self, *kinds: str) -> dict[str, str]:
        """Return the page of a public activity of each kind that the city has."""
        from processes.models import Component, Process

        rows = Component.objects.filter(
            kind__in=kinds, subject__state="published", process__in=Process.objects.public()
        )
        return dict(rows.order_by("-pk").values_list("kind", "subject__path"))

    def lists(self) -> list[str]:
        """Return pages of the largest list of proposals: as it opens, in each order, and from many starts."""
        from proposals.ordering import ORDERS, RANDOM

        path = self.call.subject.path
        ordered = [query(path, order=order) for order in ORDERS if order != RANDOM]
        return [path, *ordered, *(query(path, start=f"{number / 1000:g}") for number in range(OBJECTS))]

    def proposals(self) -> list[str]:
        """Return the pages of the most commented proposals: those with as many comments as the page shows first."""
        from proposals.models import Proposal

        rows = Proposal.objects.public().order_by("-subject__counts__comments", "pk")
        full = rows.filter(subject__counts__comments__gte=COMMENTS)
        return list((full if full.exists() else rows).values_list("subject__path", flat=True)[:OBJECTS])

    def api_lists(self) -> list[str]:
        """Return consecutive pages of the API's list of proposals."""
        from urllib.parse import urlsplit

        from django.test import Client

        from bench.scenes import WARMED

        paths = ["/api/v1/proposals/"]
        while len(paths) < WARMED:
            following = Client().get(paths[-1], SERVER_NAME="localhost").json()["next"]
            if not following:
                break
            parts = urlsplit(following)
            paths.append(f"{parts.path}?{parts.query}")
        return paths

    def territories(self) -> list[str]:
        """Return the pages of the territories."""
        from participation.models import Territory

        keys = Territory.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True)[:OBJECTS]
        return [f"/territorios/{pk}/" for pk in keys]

    def searches(self) -> list[str]:
        """Return searches for a word of many proposals' titles."""
        from proposals.models import Proposal

        titles = Proposal.objects.public().order_by("pk").values_list("title", flat=True)[:2000]
        words = dict.fromkeys(max(title.split(), key=len).strip(".,:;¿?()«»\"'") for title in titles if title.split())
        return [query("/buscar/", q=word) for word in words if word][:OBJECTS]

    def datasets(self) -> list[str]:
        """Return the page of each dataset."""
        from participation.opendata.registry import bulk_datasets

        return [f"/datos/{dataset.name}/" for dataset in bulk_datasets()]

    def markers(self) -> str:
        """Return the address of the points of the largest list."""
        return f"{self.call.subject.path}puntos.geojson"

    def first_pages(self) -> list[str]:
        """Return the first page of the largest list in each order that is sorted."""
        from proposals.ordering import KEYS

        return [query(self.call.subject.path, order=order) for order in KEYS]

    def last_pages(self) -> list[str]:
        """Return the last page of the same, each with as many rows as the first."""
        from participation.web.keyset import _value, encode
        from proposals.models import Proposal
        from proposals.ordering import KEYS, SIZE

        rows = Proposal.objects.public().filter(component=self.call).select_related("subject__counts", "counts")
        pages = []
        for order, keys in KEYS.items():
            backwards = [key.lstrip("-") if key.startswith("-") else f"-{key}" for key in keys]
            before = rows.order_by(*backwards)[min(SIZE, self.size - 1)]
            cursor = encode([_value(before, key) for key in keys])
            pages.append(query(self.call.subject.path, order=order, after=cursor))
        return pages

    def readers(self, number: int) -> list[Any]:
        """Return citizens, those with most notices first: their pages are the dearest."""
        from django.db.models import Count

        from participation.models import Person

        people = Person.objects.filter(is_active=True, is_staff=False, erased_at__isnull=True)
        ordered = people.annotate(n=Count("notices")) if hasattr(Person, "notices") else people
        return list(ordered.order_by("-n" if ordered is not people else "pk", "pk")[:number])

    def _pairs(self, may: Any, path: Any, number: int) -> list[tuple[str, Any]]:
        """Return who may do something to a proposal now, and the address at which they do."""
        from proposals.models import Proposal

        shown = Proposal.objects.public().for_page()
        open_now = [row for row in shown.order_by("-published_at", "pk")[: 3 * OBJECTS] if may(None, row)]
        people = self.readers(max(10 * OBJECTS, 3 * number))
        return [(path(row), person) for row, person in pairs(open_now, people, may, number)]

    def supports(self, number: int) -> list[tuple[str, Any]]:
        """Return so many addresses at which somebody supports a proposal that they do not support yet."""
        from proposals import policies
        from proposals.models import Support

        def may(person: Any, row: Any) -> bool:
            if person is None:
                return bool(policies.may_be_supported(row, at=self.at))
            if Support.objects.filter(person=person, proposal=row).exists():
                return False
            return bool(policies.may_support(person, row, at=self.at))

        return self._pairs(may, lambda row: f"/propuestas/{row.pk}/respaldar/", number)

    def comments(self, number: int) -> list[tuple[str, Any]]:
        """Return so many addresses at which somebody comments on a proposal."""
        from participation.comments import policies
        from processes.policies import is_open

        def may(person: Any, row: Any) -> bool:
            if person is None:
                return bool(is_open(row.component, "comment", at=self.at))
            return bool(policies.may_comment(person, row.subject, at=self.at))

        return self._pairs(may, lambda row: f"/temas/{row.subject_id}/comentarios/nuevo/", number)
