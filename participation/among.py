"""Rows picked by keys that a query of its own finds first."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, QuerySet


class Among(Func):
    """``key = ANY(array)``: the array is found once, apart from what is joined to the rows."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    arity = 2
    output_field = BooleanField()


def picked(rows: QuerySet, keys: QuerySet) -> QuerySet:
    """Return those of ``rows`` that ``keys``, a slice in its order over the same table, holds; they come unordered.

    The slice is found with what filters and sorts it alone, and a page is joined to the rest afterwards: joined first,
    as written, a filter or an order by another table would have every row joined to everything before one page is cut.
    """
    return rows.filter(Among(F("pk"), ArraySubquery(keys.select_related(None).values("pk"))))
