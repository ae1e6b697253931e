"""What hangs on a subject: shown only while it and all that it lies in are public, touched by what happens to them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    ExpressionWrapper,
    F,
    IntegerChoices,
    IntegerField,
    Q,
    QuerySet,
    Value,
)

from participation.opendata.registry import Dataset, Hanging
from participation.subjects.querysets import shown

__all__ = ["Touch", "Touched", "shown", "touched"]
KEYS = ArrayField(BigIntegerField())


class Touch(IntegerChoices):
    """Why a row was found: by its key, by any event on a subject, or by one that showed or hid the subject."""

    NAMED = 0
    ANY = 1
    TURNING = 2


@dataclass(frozen=True, slots=True)
class Touched:
    """A row that was named or hangs on one of these subjects; ``unseen`` where it was never public."""

    dataset: str
    key: int
    why: Touch
    subjects: tuple[int, ...]
    unseen: bool


def _branches(
    dataset: Dataset, hanging: Hanging, named: set[int], own: set[int], turning: set[int]
) -> Iterator[QuerySet]:
    """Yield a query for each way in which rows are found: one look into one index each."""
    path = hanging.path
    paths = [path, hanging.also] if hanging.also else [path]
    unseen = Q()
    for way in paths:
        unseen |= Q(**{f"{way}__published_at__isnull": True})
    hidden = ExpressionWrapper(unseen, output_field=BooleanField())
    rows = hanging.rows().order_by().annotate(of=Value(dataset.name, output_field=CharField()), hidden=hidden)

    def found(why: Touch, above: Any, condition: dict[str, Any], way: str = path) -> QuerySet:
        told = rows.filter(**condition).annotate(why=Value(why.value, output_field=IntegerField()), above=above)
        return told.values_list("of", "pk", "why", f"{way}_id", "above", "hidden")

    alone = Value([], output_field=KEYS)
    if named:
        yield found(Touch.NAMED, alone, {"pk__in": sorted(named)})
    near, why = (own, Touch.ANY) if hanging.own else (turning, Touch.TURNING)
    if near:
        for way in paths:
            yield found(why, alone, {f"{way}_id__in": sorted(near)}, way)
    if turning and hanging.below:
        yield found(Touch.TURNING, F(f"{path}__ancestors"), {f"{path}__ancestors__overlap": sorted(turning)})


def touched(
    datasets: Iterable[Dataset], *, named: dict[str, set[int]], own: set[int], turning: set[int]
) -> list[Touched]:
    """Return the rows that are named by key and those that hang on subjects, of all datasets in one query.

    ``own`` are the subjects to which something happened, ``turning`` those of them that appeared or disappeared. They
    come by dataset and key; a row that was found twice is there twice.
    """
    order: dict[str, int] = {}
    queries: list[QuerySet] = []
    for dataset in datasets:
        order[dataset.name] = len(order)
        if dataset.hanging is not None:
            queries += _branches(dataset, dataset.hanging, named.get(dataset.name, set()), own, turning)
    rows = queries[0].union(*queries[1:], all=True) if len(queries) > 1 else chain(*queries)
    return sorted(
        (Touched(of, key, Touch(why), (subject, *above), unseen) for of, key, why, subject, above, unseen in rows),
        key=lambda row: (order[row.dataset], row.key),
    )
