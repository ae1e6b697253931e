"""What each floor adds to a handover: tables of the package, and duties that go to who takes over."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from participation.models import Person


@dataclass(frozen=True, slots=True)
class HandoverTable:
    """A table: its name in the file, its columns, and its rows at a moment."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[datetime], Iterable[Mapping[str, Any]]]


_tables: dict[str, HandoverTable] = {}


def register_handover(*tables: HandoverTable) -> None:
    """Add tables (in ``registrations.register()``). Raises ValueError for a name that is taken."""
    for table in tables:
        if _tables.get(table.name, table) != table:
            raise ValueError(f"table {table.name} of the handover is registered twice")
        _tables[table.name] = table


def handover_tables() -> list[HandoverTable]:
    """Return the tables in the order of registration."""
    return list(_tables.values())


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that people prepare beside answers: what somebody has in hand, and how it goes to another person.

    ``give(row, taking, by, at)`` takes it from who leaves and tells whether who takes over could take it; ``title`` and
    ``path`` say of a row what it is and where it is seen.
    """

    name: str
    label: Any
    rows: "Callable[[Person], Any]"
    give: "Callable[[Any, Person, Person, datetime], bool]"
    title: Callable[[Any], str]
    path: Callable[[Any], str]


_duties: dict[str, Duty] = {}


def register_duty(duty: Duty) -> None:
    """Add a duty (in ``registrations.register()``). Raises ValueError for a name that is taken."""
    if _duties.get(duty.name, duty) != duty:
        raise ValueError(f"duty {duty.name} of the handover is registered twice")
    _duties[duty.name] = duty


def duties() -> list[Duty]:
    """Return the duties in the order of registration."""
    return list(_duties.values())
