"""The place filter of the search page."""

from participation.models import Territory

CHOICES = 300
MAX_ID = 2**63 - 1


def chosen_territory(value: str) -> Territory | None:
    """Return the territory that the address names, if there is one."""
    if not value.isascii() or not value.isdigit() or len(value) > 19 or int(value) > MAX_ID:
        return None
    return Territory.objects.active().defer("outline").filter(pk=int(value)).first()


def territory_choices(chosen: Territory | None) -> list[Territory]:
    """Return the places to choose from: the widest first, up to a list that a person can read."""
    found = list(Territory.objects.active().defer("outline").order_by("ancestors__len", "sort_key", "pk")[:CHOICES])
    if chosen is not None and chosen not in found:
        found.append(chosen)
    return found
