"""The place filter of the search page."""

from django.db.models import QuerySet

from participation.models import Territory
from participation.stored import StoredQuery
from participation.web.memo import counted

CHOICES = 300
MAX_ID = 2**63 - 1


def chosen_territory(value: str) -> Territory | None:
    """Return the territory that the address names, if there is one."""
    if not value.isascii() or not value.isdigit() or len(value) > 19 or int(value) > MAX_ID:
        return None
    return next(iter(_territory(int(value))), None)


@StoredQuery
def _territory(pk: int) -> QuerySet:
    return Territory.objects.active().filter(pk=pk).only("name", "level", "ancestors")


@StoredQuery
def _choices(*, most: int) -> QuerySet:
    rows = Territory.objects.active().order_by("ancestors__len", "sort_key", "pk")
    return rows.values_list("pk", "name", "level")[:most]


def territory_choices(chosen: Territory | None, *, stranger: bool) -> tuple[tuple[int, str], ...]:
    """Return the places to choose from, by key: the widest first, up to a list that a person can read."""

    def listed() -> tuple[tuple[int, str], ...]:
        return tuple((pk, f"{name} ({level})") for pk, name, level in _choices(most=CHOICES))

    found = counted(("places to search in",), listed, stranger=stranger)
    if chosen is None or any(pk == chosen.pk for pk, _label in found):
        return found
    return (*found, (chosen.pk, f"{chosen.name} ({chosen.level})"))
