"""Orders of the list, each in keyset pages: random (stable, from a start of the reader's own), newest, most active."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from participation.stored import StoredQuery
from participation.web.keyset import BadCursor, KeysetPage, StoredPages, decode, encode, paginate
from participation.web.visitors import shown_by_group
from proposals.models import Proposal

RANDOM, NEWEST, SUPPORTED, COMMENTED = "random", "newest", "supported", "commented"
ORDERS = {
    RANDOM: _("At random, so that all are seen"),
    NEWEST: _("Newest first"),
    SUPPORTED: _("Most supported first"),
    COMMENTED: _("Most commented first"),
}
KEYS = {
    NEWEST: ("-published_at", "-id"),
    SUPPORTED: ("-counts__supports", "-id"),
    COMMENTED: ("-subject__counts__comments", "-subject_id"),  # both in one index
}
SIZE = 20


@dataclass(frozen=True, slots=True)
class Order:
    """The order that the address asks for; ``start`` is where the random circle begins."""

    name: str
    start: float = 0.0


def order_of(request: HttpRequest, component_id: int, day: date) -> Order:
    """Return the order of a page. Raises BadRequest for an unknown one."""
    name = request.GET.get("order") or RANDOM
    if name not in ORDERS:
        raise BadRequest("order")
    return Order(name, _start(request, component_id, day) if name == RANDOM else 0.0)


def _start(request: HttpRequest, component_id: int, day: date) -> float:
    """Return where the circle begins for this reader: as the address says, else the same all day, without a cookie."""
    given = request.GET.get("start", "")
    if given:
        try:
            value = float(given)
        except ValueError as error:
            raise BadRequest("start") from error
        if not 0 <= value < 1:
            raise BadRequest("start")
        return value
    user = request.user
    reader = (
        str(user.key)
        if user.is_authenticated  # type: ignore[union-attr]
        else f"{shown_by_group(request, day)} {day}"
    )
    digest = hashlib.sha256(f"{reader} {component_id}".encode()).digest()
    return int.from_bytes(digest[:2]) % 1000 / 1000


def in_order(rows: QuerySet, component_id: int, name: str) -> QuerySet:
    """Return the rows of a call joined to the counters that an order sorts by."""
    # Supports are counted in a table of their own that knows the call: its index gives the order without sorting.
    if name == SUPPORTED:
        return rows.filter(counts__component=component_id)
    return rows.filter(subject__counts__isnull=False) if name == COMMENTED else rows


@StoredPages
def _public_pages(component_id: int, *, by: str) -> QuerySet:
    rows = Proposal.objects.live().filter(component=component_id)
    return in_order(rows, component_id, by).for_cards()  # type: ignore[attr-defined, no-any-return]


@StoredQuery
def _public_lap(component_id: int, start: float, *, number: int, size: int) -> QuerySet:
    rows = Proposal.objects.live().filter(component=component_id).for_cards()
    side = "lt" if number else "gte"
    return rows.filter(**{f"random_key__{side}": start}).order_by("random_key", "id")[: size + 1]


def page_of(
    request: HttpRequest, rows: QuerySet, order: Order, size: int = SIZE, whole: int | None = None
) -> KeysetPage:
    """Return the page of rows that the address asks for, at most two queries. Raises BadCursor.

    ``whole`` is the call of which the rows are all that is public: its first page is asked for by a stored query.
    """
    if order.name != RANDOM:
        listed = rows if whole is None else _public_pages(whole, by=order.name)
        return paginate(request, listed, order=KEYS[order.name], size=size)
    page = circular(
        rows,
        start=order.start,
        size=size,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        whole=whole,
    )

    def url(name: str, cursor: str) -> str:
        query = {key: values for key, values in request.GET.lists() if key not in {"after", "before", "start"}}
        query |= {"start": [f"{order.start:g}"], name: [cursor]}
        return f"{request.path}?{urlencode(sorted(query.items()), doseq=True)}" if cursor else ""

    return KeysetPage(
        rows=page.rows,
        next_cursor=page.next_cursor,
        previous_cursor=page.previous_cursor,
        next_url=url("after", page.next_cursor),
        previous_url=url("before", page.previous_cursor),
    )


def circular(
    rows: QuerySet, *, start: float, size: int, after: str = "", before: str = "", whole: int | None = None
) -> KeysetPage:
    """Return a page of the circle that begins at ``start``: keys from there up, then from the lowest up to there.

    A position is (lap, key, id); each lap is one range of the index on (component, random_key, id).
    """
    backwards = bool(before and not after)
    cursor = after or before
    lap, key, pk = _position(cursor) if cursor else (0, None, None)
    directed = ("-random_key", "-id") if backwards else ("random_key", "id")
    found: list[Any] = []
    for number in (1, 0) if backwards else (0, 1):
        if (number > lap) if backwards else (number < lap):
            continue
        if number and not start:
            continue  # the circle that begins at its lowest key has one lap
        if whole is not None and not cursor:
            found += [(number, row) for row in _public_lap(whole, start, number=number, size=size)]
            if len(found) > size:
                break
            continue
        part = rows.filter(**{f"random_key__{'lt' if number else 'gte'}": start})
        if cursor and number == lap:
            side = "lt" if backwards else "gt"
            part = part.filter(Q(**{f"random_key__{side}": key}) | Q(random_key=key, **{f"id__{side}": pk}))
        found += [(number, row) for row in part.order_by(*directed)[: size + 1 - len(found)]]
        if len(found) > size:
            break
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    first, last = (_cursor(found[0]), _cursor(found[-1])) if found else ("", "")
    has_next, has_previous = (bool(before), more) if backwards else (more, bool(after))
    return KeysetPage(
        rows=[row for _lap, row in found],
        next_cursor=last if has_next else "",
        previous_cursor=first if has_previous else "",
    )


def _cursor(placed: tuple[int, Any]) -> str:
    return encode([placed[0], placed[1].random_key, placed[1].pk])


def _position(cursor: str) -> tuple[int, float, int]:
    lap, key, pk = decode(cursor, 3)
    good = (
        lap in {0, 1}
        and isinstance(key, (int, float))
        and not isinstance(key, bool)
        and isinstance(pk, int)
        and abs(pk) < 2**63
        and abs(key) < 2
    )
    if not good:
        raise BadCursor("cursor")
    return lap, float(key), pk
