"""How many rows datasets hold, counted in one statement however many datasets there are."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from participation.opendata.registry import Dataset


def counts_of(datasets: Iterable[Dataset], at: datetime) -> dict[str, int]:
    """Return the rows of datasets by name; those whose single rows must not be seen are left out."""
    parts, parameters, found = [], [], {}
    for dataset in datasets:
        if dataset.gather:
            continue
        found[dataset.name] = 0
        try:
            sql, given = _bare(dataset.rows(at)).query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT %s AS name, count(*) FROM ({sql}) AS rows")  # noqa: S608 (the SQL is Django's own)
        parameters += [dataset.name, *given]
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), parameters)
            found |= dict(cursor.fetchall())
    return found


def _bare(rows: QuerySet) -> QuerySet:
    """Return rows without order, and where it is no union without what only their columns need."""
    bare = rows.order_by()
    return bare if bare.query.combinator else bare.values("pk")
