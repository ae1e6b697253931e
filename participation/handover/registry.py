"""The tables of the package for the next administration: each floor adds what goes on in it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


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
