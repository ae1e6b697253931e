"""Stretches of time that the search index knows, so that it finds the newest matches without reading all of them.

A word that stands in a hundred thousand texts has a hundred thousand rows to be sorted, of which a page shows twenty.
So the index over words holds, for each subject, also in which cells of time it was published, of five widths (from four
and a half hours to two years). A search asks for the words *and* the cells of a stretch: PostgreSQL walks both lists at
once and skips what lies in one alone.
"""

import threading
import time
from bisect import bisect_left
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from math import prod
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BigIntegerField, BooleanField, CharField, F, Func, Q, QuerySet, Value

WIDTHS = (14, 17, 20, 23, 26)  # powers of two, in seconds
MOST_CELLS = 24
# So many public things are looked through, the newest first, until a page is full; else all of them.
STRETCHES = (1_000, 10_000, 100_000)
MANY = 100_000  # with fewer subjects all matches are read
KEPT_SECONDS = 600
SPREAD = """SELECT c.reltuples, s.histogram_bounds::text::timestamptz[],
w.most_common_elems::text::text[], w.most_common_elem_freqs,
t.most_common_vals::text::text[], t.most_common_freqs FROM pg_class c
JOIN pg_stats s ON s.schemaname = current_schema() AND s.tablename = c.relname AND s.attname = 'published_at'
LEFT JOIN pg_stats w ON w.schemaname = s.schemaname AND w.tablename = c.relname AND w.attname = 'search'
LEFT JOIN pg_stats t ON t.schemaname = s.schemaname AND t.tablename = c.relname AND t.attname = 'territory_id'
WHERE c.oid = 'participation_subject'::regclass"""
RARER = 3  # a word that is not among the commonest stands in so many times fewer texts than the last of those

SECONDS = "(EXTRACT(EPOCH FROM (%(expressions)s - TIMESTAMPTZ '1970-01-01 00:00:00+00')))::bigint"

_lock = threading.Lock()
_kept: "tuple[float, Spread] | None" = None


class Spread(NamedTuple):
    """How many subjects there are, how they lie in time, and in which share of them the commonest words stand."""

    number: int
    bounds: list[datetime]
    shares: dict[str, float] = {}
    rare: float = 0.0  # the share of any other word, about
    places: dict[int, float] = {}  # likewise of the places in which most subjects lie


class Stretch(NamedTuple):
    """The newest so many subjects: since when they were published."""

    size: int
    since: datetime


def _cell(seconds: str, width: int) -> str:
    return f"({width * 10_000_000} + ({seconds} >> {width}))"


class Eras(Func):
    """The cells in which a moment lies, as the index holds them. Part of a migration: what it writes must stay."""

    template = f"ARRAY[{', '.join(_cell(SECONDS, width) for width in WIDTHS)}]"
    arity = 1
    output_field = ArrayField(BigIntegerField())


class Alone(Func):
    """A value as an array of one, as the index holds kind and place. It is part of a migration likewise."""

    template = "ARRAY[%(expressions)s]"
    arity = 1


class Overlap(Func):
    """Two arrays that share something."""

    template = "(%(expressions)s)"
    arg_joiner = " && "
    arity = 2
    output_field = BooleanField()


def cells(since: datetime, until: datetime) -> list[int]:
    """Return the cells that cover a stretch: few, of the narrowest width that makes them few."""
    first, last = int(since.timestamp()), int(until.timestamp()) + 1
    for width in WIDTHS:
        if (last >> width) - (first >> width) < MOST_CELLS:
            break
    return [width * 10_000_000 + cell for cell in range(first >> width, (last >> width) + 1)]


def published_within(covering: Sequence[int]) -> Q:
    """Return the condition by which the index finds what was published in some cells."""
    return Q(Overlap(Eras(F("published_at")), Value(covering, output_field=ArrayField(BigIntegerField()))))


def is_kind(kind: str) -> Q:
    """Return the condition by which the index finds what is of a kind."""
    return Q(Overlap(Alone(F("kind")), Value([kind], output_field=ArrayField(CharField()))))


def in_territories(keys: QuerySet) -> Q:
    """Return the condition by which the index finds what lies in some territories."""
    return Q(Overlap(Alone(F("territory_id")), ArraySubquery(keys)))


def stretches(until: datetime) -> list[Stretch]:
    """Return how far back to look, the nearest first, before looking at everything; none where there are few subjects.

    How subjects spread over time is what PostgreSQL knows from its own statistics, read every ten minutes.
    """
    count, bounds = _spread()[:2]
    if count < MANY or len(bounds) < 2:
        return []
    before = _share(bounds, until)
    found = []
    for size in STRETCHES:
        share = before - size / count
        if share < size / count:  # what remains is less than what was looked through: all of it then
            break
        found.append(Stretch(size, _moment(bounds, share)))
    return found


def share_of(words: Collection[str], territory: int | None = None) -> float:
    """Return in which share of the subjects all these stems stand, by PostgreSQL's statistics: a guess, which decides
    where to look first, never what is found.
    """
    spread = _spread()
    if not spread.shares:
        return 1.0
    placed = 1.0 if territory is None else spread.places.get(territory, 1.0)
    return placed * prod(spread.shares.get(word, spread.rare) for word in words)


def forget() -> None:
    """Drop what is known of the spread."""
    global _kept
    _kept = None


def _spread() -> Spread:
    global _kept
    kept = _kept
    if kept is None or not 0 <= time.monotonic() - kept[0] < KEPT_SECONDS:
        with _lock, connection.cursor() as cursor:
            cursor.execute(SPREAD)
            row = cursor.fetchone() or (0, *[None] * 5)
        # Behind the shares of the words stand three figures of all of them.
        known = dict(zip(row[2] or (), row[3] or (), strict=False))
        places = {int(key): share for key, share in zip(row[4] or (), row[5] or (), strict=True)}
        spread = Spread(int(row[0]), row[1] or [], known, min(known.values(), default=0.0) / RARER, places)
        kept = _kept = (time.monotonic(), spread)
    return kept[1]


def _share(bounds: list[datetime], moment: datetime) -> float:
    """Return which share of subjects was published before a moment, between 0 and 1."""
    place = bisect_left(bounds, moment)
    if place == 0:
        return 0.0
    if place == len(bounds):
        return 1.0
    low, high = bounds[place - 1], bounds[place]
    within = (moment - low) / (high - low) if high > low else 0.0
    return (place - 1 + within) / (len(bounds) - 1)


def _moment(bounds: list[datetime], share: float) -> datetime:
    """Return the moment before which a share of subjects was published, to the whole second."""
    place = min(int(share * (len(bounds) - 1)), len(bounds) - 2)
    low, high = bounds[place], bounds[place + 1]
    moment: datetime = low + (high - low) * (share * (len(bounds) - 1) - place)
    return datetime.fromtimestamp(int(moment.timestamp()), UTC)


def read(seconds: str) -> datetime | None:
    """Return the moment that an address names in seconds; None where it names none."""
    if not seconds.isascii() or not seconds.isdigit() or len(seconds) > 10:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(seconds))
