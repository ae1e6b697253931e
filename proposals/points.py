"""The points of a call's map, as bytes: written by the database, compressed once, kept while they are the same.

Writing and compressing five thousand points costs a hundred times a plain answer. So the bytes are kept with what tells
one state of the points from every other: how many are shown, and a sum over the versions of their rows. It is asked for
anew before each use unless nothing at all was written since (web/memo.py). So what was moved, hidden or published a
moment ago is there or gone at once, for everybody.
"""

import threading
from collections import OrderedDict

import brotli
from django.db.models import Aggregate, FloatField, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import get_language

from participation.stored import StoredQuery
from participation.web.memo import counted
from participation.web.packing import BROTLI, BROTLI_QUALITY, GZIP, gzipped
from proposals.models import Proposal

MARKERS = 5_000
GZIP_LEVEL_KEPT = 6  # compressed once for many readers
MOST_KEPT = 12  # maps, by language and compression; a large one is a hundred kilobytes, or a megabyte uncompressed

# The database writes the points: five thousand of them are one text, not five thousand objects.
POINT = (
    '{"type":"Feature","id":%s,"properties":{"title":%s,"url":"%s%s/"},'
    '"geometry":{"type":"Point","coordinates":[%s,%s]}}'
)

Key = tuple[int, str | None, str]
_kept: OrderedDict[Key, tuple[str, bytes]] = OrderedDict()
_lock = threading.Lock()


class _State(Aggregate):
    """How many rows, and a sum over where each lies and which transaction wrote it: any change changes it."""

    output_field = TextField()
    template = (
        'count(*)::text || \'-\' || to_hex(bit_xor(hashtidextended("proposals_proposal"."ctid", '
        '"proposals_proposal"."xmin"::text::bigint)))'
    )


def placed(rows: QuerySet) -> QuerySet:
    """Return those of some proposals that have a place on the map."""
    return rows.filter(latitude__isnull=False)


@StoredQuery
def points_state(component_id: int) -> QuerySet:
    """Return what tells the points of a call now from those of every other moment; no row where there are none."""
    rows = placed(Proposal.objects.live()).filter(component=component_id).order_by()
    return rows.values("component_id").annotate(points=_State("pk")).values_list("points", flat=True)


def state_of(component_id: int) -> str:
    """Return the state of the points of a call: the same text while they are the same."""
    return counted(("points", component_id), lambda: next(iter(points_state(component_id)), "0"), stranger=False)


def written(rows: QuerySet) -> bytes:
    """Return the points of some proposals as GeoJSON."""
    title = Func("title", function="to_json", template="%(function)s(%(expressions)s)::text", output_field=TextField())
    way = Value(reverse("proposals:detail", args=[0]).removesuffix("0/"))
    point = Func(
        Value(POINT), "pk", title, way, "pk", Cast("longitude", FloatField()), Cast("latitude", FloatField()),
        function="format", output_field=TextField(),
    )  # fmt: skip
    points = placed(rows).order_by("pk").annotate(point=point).values_list("point", flat=True)[:MARKERS]
    return f'{{"type":"FeatureCollection","features":[{",".join(points)}]}}'.encode()


def of_call(component_id: int, state: str, encoding: str) -> bytes:
    """Return the points of a whole call in a state, compressed as asked for."""
    key = (component_id, get_language(), encoding)
    with _lock:
        found = _kept.get(key)
        if found is not None and found[0] == state:
            _kept.move_to_end(key)
            return found[1]
    body = _compressed(written(Proposal.objects.live().filter(component=component_id)), encoding)
    with _lock:
        _kept[key] = (state, body)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return body


def _compressed(body: bytes, encoding: str) -> bytes:
    if encoding == BROTLI:
        return brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
    return gzipped(body, level=GZIP_LEVEL_KEPT) if encoding == GZIP else body
