"""Kinds of exports: who may have them, and what writes their file. Each room registers its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from participation.access.verdict import Verdict

if TYPE_CHECKING:
    from participation.exports.archive import Archive
    from participation.models import Person

KEEPS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ExportKind:
    """One kind of export.

    ``may(person, params, at)`` is asked when it is requested, before it is written and at each download: whoever lost
    the role loses the file. ``write(archive, person, params, at)`` adds its tables. ``official`` ones are listed among
    the officials' exports and leave a line in the log at each download.
    """

    name: str
    label: Any
    may: "Callable[[Person | None, dict[str, Any], datetime], Verdict]"
    write: "Callable[[Archive, Person, dict[str, Any], datetime], None]"
    hint: Any = ""
    official: bool = False
    keeps: timedelta = KEEPS


_kinds: dict[str, ExportKind] = {}


def register_export(*kinds: ExportKind) -> None:
    """Add kinds of exports (in ``registrations.register()``). Raises ValueError for a name that is taken."""
    for kind in kinds:
        if _kinds.get(kind.name, kind) != kind:
            raise ValueError(f"export {kind.name} is registered twice")
        _kinds[kind.name] = kind


def get_export(name: str) -> ExportKind | None:
    """Return a kind; None where no room registers it (any more)."""
    return _kinds.get(name)


def official_kinds() -> list[ExportKind]:
    """Return what officials may ask for, in the order of registration."""
    return [kind for kind in _kinds.values() if kind.official]
