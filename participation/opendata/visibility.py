"""What is public of what hangs on a subject: shown only while the subject and all that it lies in are public."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from participation.subjects.querysets import shown

__all__ = ["hanging", "shown", "unseen"]


def _of(path: str, name: str) -> str:
    return f"{path}__{name}" if path else name


def hanging(queryset: QuerySet, subjects: set[int], path: str = "subject") -> Iterator[tuple[int, int]]:
    """Yield (subject, key) for every row that hangs on one of these subjects or on what lies below it."""
    ancestors = _of(path, "ancestors")
    own = f"{path}_id" if path else "pk"
    found = queryset.filter(Q(**{f"{own}__in": subjects}) | Q(**{f"{ancestors}__overlap": list(subjects)}))
    for subject, above, key in found.order_by("pk").values_list(own, ancestors, "pk").iterator(chunk_size=2000):
        for pk in subjects.intersection([subject, *above]):
            yield pk, key


def unseen(queryset: QuerySet, keys: set[int], path: str = "subject") -> set[int]:
    """Return those keys whose subject was never published."""
    return set(queryset.filter(pk__in=keys, **{_of(path, "published_at__isnull"): True}).values_list("pk", flat=True))
