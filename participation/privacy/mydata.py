"""Everything that is kept of one person, as tables for their own download. Each room registers its own tables."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from participation.access.roles import may_be_signed_in
from participation.access.verdict import Verdict
from participation.privacy.participations import all_participations

if TYPE_CHECKING:
    from participation.exports.archive import Archive
    from participation.models import Person

NAME = "my-data"


@dataclass(frozen=True, slots=True)
class PersonalTable:
    """One table of the download: rows of this person alone, as plain values."""

    name: str
    label: Any
    columns: Sequence[str]
    rows: "Callable[[Person], Iterable[Mapping[str, Any]]]"


_tables: dict[str, PersonalTable] = {}


def register_personal_data(*tables: PersonalTable) -> None:
    """Add tables (in ``registrations.register()``). Raises ValueError for a name that is taken."""
    for table in tables:
        if table.name in _tables and _tables[table.name] != table:
            raise ValueError(f"table {table.name} is registered twice")
        _tables[table.name] = table


def all_tables() -> list[PersonalTable]:
    """Return the tables by name."""
    return [_tables[name] for name in sorted(_tables)]


def may_have(person: "Person | None", params: dict[str, Any], at: datetime) -> Verdict:
    """Tell whether somebody may have their own data: whoever is signed in; the file is always of who asks."""
    return may_be_signed_in(person)


def write(archive: "Archive", person: "Person", params: dict[str, Any], at: datetime) -> None:
    """Write every table of one person, what they did, and a page that says what is what."""
    lines = [gettext("Your data on this platform"), f"{at:%Y-%m-%d %H:%M} UTC", ""]
    for table in all_tables():
        count = archive.add_table(table.name, table.columns, table.rows(person))
        lines.append(f"{table.name}.csv / {table.name}.json: {table.label} ({count})")
    count = archive.add_table("participation", ("kind", "title", "path", "at", "note"), _participations(person))
    lines.append(f"participation.csv / participation.json: {gettext('What I did')} ({count})")
    lines += ["", gettext("The number of your identity document is not in here, since it is not kept."), ""]
    lines.append(gettext("How you voted is not in here either: nobody knows it."))
    archive.add_text("leeme", "\n".join(lines) + "\n")


def _participations(person: "Person") -> Iterable[Mapping[str, Any]]:
    for kind in all_participations():
        for row in kind.rows(person).order_by(*kind.order).iterator(chunk_size=500):
            line = kind.line(row)
            yield {
                "kind": kind.name,
                "title": line.title,
                "path": line.path,
                "at": line.at,
                "note": str(line.note),
            }
