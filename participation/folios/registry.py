"""Folios of what has no page of its own, such as an answer to a survey: the floor above says where one is shown."""

from collections.abc import Callable

Find = Callable[[str], str | None]
_kept: list[Find] = []


def register_folio_place(find: Find) -> None:
    """Add what says at which address a folio of its own is shown, None for another (in ``apps.ready()``)."""
    if find not in _kept:
        _kept.append(find)


def place_of(code: str) -> str | None:
    """Return the address at which a folio is shown that is no subject's; None where nobody gave it."""
    return next((place for find in _kept if (place := find(code)) is not None), None)
