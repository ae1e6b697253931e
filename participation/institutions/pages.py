"""What the page of an institution shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists
from django.utils import timezone

from participation.institutions.sections import all_sections
from participation.models import Response
from participation.responses.figures import Figures, aggregates
from participation.search.results import Card, cards
from participation.subjects.querysets import shown

if TYPE_CHECKING:
    from participation.models import Institution, Organisation
    from participation.responses.querysets import ResponseQuerySet

LATEST = 10


@dataclass(frozen=True, slots=True)
class Answers:
    """What an institution owes and answered, in figures and with the latest of each."""

    figures: Figures
    latest: list[Response]
    owed: list[Response]


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that an upper floor shows here."""

    name: str
    heading: Any
    cards: list[Card]


def answers_of(institution: "Institution", at: datetime) -> Answers:
    """Return what the institution owes and answered to public contributions, in three queries."""
    mine = shown(Response.objects.filter(institution=institution))
    return Answers(
        figures=Figures(**mine.aggregate(**aggregates(timezone.localdate(at)))),
        latest=list(_listed(mine.filter(published_at__isnull=False)).order_by("-published_at", "-pk")[:LATEST]),
        owed=list(_listed(mine.filter(published_at__isnull=True)).order_by("due_on", "owed_since", "pk")[:LATEST]),
    )


def _listed(found: "ResponseQuerySet") -> "ResponseQuerySet":
    return found.select_related("subject").defer("subject__search")


def lists_of(owner: "Institution | Organisation", of: str = "institution") -> list[Listed]:
    """Return what the upper floors show here: one query says of which there is something, and each takes two."""
    found = {section: section.subjects(owner).public() for section in all_sections(of)}
    some = type(owner)._default_manager.filter(pk=owner.pk).values_list(*map(Exists, found.values()))
    lists = []
    for section, there in zip(found, next(iter(some), ()), strict=True):
        if there:
            rows = found[section].defer("search").order_by("-published_at", "-pk")[:LATEST]
            lists.append(Listed(section.name, section.heading, cards(list(rows))))
    return lists
