"""What a person did, by kind: shown to that person alone, and taken along in the download. Each room registers its own.

A secret vote registers that somebody took part and never what they chose: ``Line`` has no room for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

if TYPE_CHECKING:
    from participation.models import Person


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that the person did: its title, where it is (empty where nowhere), when, a short word."""

    title: str
    path: str
    at: datetime
    note: Any = ""


@dataclass(frozen=True, slots=True)
class ParticipationKind:
    """One kind, such as what was proposed. ``rows(person)`` is ordered by ``order`` and needs no query per line.

    ``subject`` is the lookup from a row to the subject of which something may come (participation/influence).
    """

    name: str
    label: Any
    rows: "Callable[[Person], QuerySet]"
    line: Callable[[Any], Line]
    order: Sequence[str] = ("-at", "-pk")
    position: int = 100
    hint: Any = ""
    subject: str = ""


_kinds: dict[str, ParticipationKind] = {}


def register_participation(*kinds: ParticipationKind) -> None:
    """Add kinds (in ``registrations.register()``). Raises ValueError for a name that is taken."""
    for kind in kinds:
        if kind.name in _kinds and _kinds[kind.name] != kind:
            raise ValueError(f"kind of participation {kind.name} is registered twice")
        _kinds[kind.name] = kind


def all_participations() -> list[ParticipationKind]:
    """Return the kinds in the order in which the page shows them."""
    return sorted(_kinds.values(), key=lambda kind: (kind.position, kind.name))


def get_participation(name: str) -> ParticipationKind | None:
    """Return a kind."""
    return _kinds.get(name)
