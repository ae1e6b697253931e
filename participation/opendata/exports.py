"""Bulk files, written row by row: memory does not grow with their number. ``spool.py`` says when, and keeps them."""

import csv
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from participation.opendata.registry import Dataset
from participation.opendata.values import cell, json_line

CHUNK = 500
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "jsonl": "application/x-ndjson; charset=utf-8",
    "geojson": "application/geo+json; charset=utf-8",
}


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        """Return the text."""
        return text


def _rows(dataset: Dataset, queryset: QuerySet) -> Iterator[Any]:
    """Read the rows through a cursor of the server, in their order, joined where single ones must not leave."""
    rows = queryset.order_by(*next(iter(dataset.orders.values()))).iterator(chunk_size=CHUNK)
    return dataset.gather(rows) if dataset.gather else rows


def _joined(lines: Iterator[str]) -> Iterator[bytes]:
    """Send lines in groups, since a packet for each line would be slow."""
    while group := list(islice(lines, 100)):
        yield "".join(group).encode()


def _csv_lines(dataset: Dataset, queryset: QuerySet) -> Iterator[str]:
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield writer.writerow(dataset.header)
    for row in _rows(dataset, queryset):
        yield writer.writerow([cell(value) for value in dataset.represent(row).values()])


def csv_stream(dataset: Dataset, queryset: QuerySet) -> Iterator[bytes]:
    """Yield the CSV file: header, then one line for each row, UTF-8."""
    return _joined(_csv_lines(dataset, queryset))


def jsonl_stream(dataset: Dataset, queryset: QuerySet) -> Iterator[bytes]:
    """Yield the JSON Lines file: one object on each line."""
    return _joined(json_line(dataset.represent(row)) for row in _rows(dataset, queryset))


def _features(dataset: Dataset, queryset: QuerySet) -> Iterator[str]:
    assert dataset.geometry is not None
    yield '{"type":"FeatureCollection","features":['
    first = True
    for row in _rows(dataset, queryset):
        geometry = dataset.geometry(row)
        if geometry is None:
            continue
        properties = dataset.represent(row)
        feature = {"type": "Feature", "id": properties[dataset.key], "geometry": geometry, "properties": properties}
        yield ("" if first else ",") + "\n" + json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
        first = False
    yield "\n]}\n"


def geojson_stream(dataset: Dataset, queryset: QuerySet) -> Iterator[bytes]:
    """Yield the GeoJSON file of the rows that have a place (WGS 84, longitude first)."""
    return _joined(_features(dataset, queryset))


STREAMS = {"csv": csv_stream, "jsonl": jsonl_stream, "geojson": geojson_stream}
