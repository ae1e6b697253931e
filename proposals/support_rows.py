"""Supports as open data: counted by proposal, day and channel, and by territory only where nobody is singled out.

This is how official statistics treat tables of counts: the threshold rule, with primary and secondary suppression
(*Handbook on Statistical Disclosure Control*, chapter 5, https://sdctools.github.io/HandbookSDC/):

* a territory is named only where at least ten people of it supported that proposal on that day by that channel;
* all the others of the group, and those whose territory is not known, stand together in one row without a territory.
  The row is always there, so every group adds up, and the file adds up to the totals that the pages show;
* a row without a territory of one to nine people would tell by itself, or by the list of those that are named, how many
  a small territory had: then the smallest of the named ones joins it. It holds at least ten people of two territories,
  or it is the whole group;
* a day that is not over is not split at all: whoever downloaded the file twice within it would see in the difference
  where the person lives who came in between.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from itertools import groupby
from typing import Any

from django.db.models import BooleanField, Case, Count, QuerySet, Value, When
from django.db.models.functions import TruncDate

from participation.opendata.cells import SMALLEST_CELL
from proposals.models import Proposal, Support

Cell = dict[str, Any]


def support_cells(at: datetime) -> QuerySet:
    """Return the supports counted by proposal, day (UTC), channel and territory; not to be published as they are."""
    today = datetime.combine(at.astimezone(UTC).date(), time(), UTC)
    return (
        Support.objects.counting()
        .filter(proposal__in=Proposal.objects.public())
        .annotate(
            day=TruncDate("at", tzinfo=UTC),
            over=Case(When(at__lt=today, then=Value(True)), default=Value(False), output_field=BooleanField()),
        )
        .values("proposal", "day", "channel", "territory", "over")
        .annotate(count=Count("pk"))
    )


def _group(cell: Cell) -> tuple[Any, Any, Any]:
    return cell["proposal"], cell["day"], cell["channel"]


def _told_apart(cells: list[Cell]) -> list[Cell]:
    """Return the cells of one group whose territory may be named, and one row for the rest."""
    named = [
        cell for cell in cells if cell["over"] and cell["territory"] is not None and cell["count"] >= SMALLEST_CELL
    ]
    named.sort(key=lambda cell: (-cell["count"], cell["territory"]))
    rest = sum(cell["count"] for cell in cells) - sum(cell["count"] for cell in named)
    if 0 < rest < SMALLEST_CELL and named:
        rest += named.pop()["count"]
    named.sort(key=lambda cell: cell["territory"])
    return [*named, {**cells[0], "territory": None, "count": rest}] if rest else named


def gather_supports(cells: Iterable[Cell]) -> Iterator[Cell]:
    """Yield the rows that may be published, from cells in the order of their groups."""
    for _key, group in groupby(cells, key=_group):
        yield from _told_apart(list(group))
