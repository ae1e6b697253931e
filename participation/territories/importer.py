"""Territories from a GeoJSON FeatureCollection or a CSV with name, level, parent and cvegeo.

A row is matched with what is there by its code, else by name, level and parent. ``parent`` names another row or a
territory that exists, by code or by name; rows may come in any order.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from participation.imports.errors import Complaints, ImportRefused, RowError
from participation.imports.frame import Plan, SourceFile, Step
from participation.imports.sheet import MAX_BYTES, MAX_ROWS, read_sheet
from participation.search.text import fold
from participation.territories.codes import checked_code
from participation.territories.outlines import normalized

if TYPE_CHECKING:
    from participation.models import Person, Territory

COLUMNS = ("name", "level", "parent", "cvegeo")
# Names under which Mexican sources publish the same columns (folded).
ALIASES = {
    "name": ("name", "nombre", "nomgeo", "nom_ent", "nom_mun", "nom_loc"),
    "level": ("level", "nivel", "tipo"),
    "parent": ("parent", "padre", "dentro de", "dentro_de"),
    "cvegeo": ("cvegeo", "clave", "clave geoestadistica"),
}


@dataclass(slots=True)
class Record:
    """One territory as the file gives it."""

    row: int
    name: str
    level: str
    parent: str
    cvegeo: str | None
    outline: dict[str, Any] | None
    has_outline: bool


def plan_territories(*, file: SourceFile, by: "Person", at: datetime, parent: "Territory | None" = None) -> Plan:
    """Return what an import would do. Raises ImportRefused with every complaint, by row and column.

    Rows without a parent of their own go into ``parent``, where one is given.
    """
    wrong = Complaints(file.name)
    text = file.data.lstrip(b"\xef\xbb\xbf \t\r\n")
    records, notices = _from_geojson(file, wrong) if text.startswith(b"{") else _from_csv(file, wrong)
    wrong.refuse()
    ordered = _parents_first(records, wrong)
    wrong.refuse()
    return _Planner(file, by, at, parent, notices, wrong).plan(ordered)


def _from_csv(file: SourceFile, wrong: Complaints) -> tuple[list[Record], list[str]]:
    sheet = read_sheet(file.data)
    columns = {field: _column(sheet.columns, names) for field, names in ALIASES.items()}
    for field in ("name", "level"):
        if columns[field] is None:
            wrong.add(1, field, _("The column is missing."))
    wrong.refuse()
    records = []
    for row in sheet:
        cells = {field: row[column] if column else "" for field, column in columns.items()}
        records.append(_record(row.number, cells, None, False, wrong))
    return records, sheet.notices


def _column(columns: tuple[str, ...], names: tuple[str, ...]) -> str | None:
    return next((column for name in names for column in columns if fold(column) == name), None)


def _from_geojson(file: SourceFile, wrong: Complaints) -> tuple[list[Record], list[str]]:
    if len(file.data) > MAX_BYTES:
        raise ImportRefused([RowError(0, "", _("The file is larger than %(size)s MB.") % {"size": MAX_BYTES >> 20})])
    try:
        content = json.loads(file.data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ImportRefused(
            [RowError(0, "", _("The file is not JSON: %(error)s.") % {"error": error}, file.name)]
        ) from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or content.get("type") != "FeatureCollection":
        raise ImportRefused([RowError(0, "", _("The file is not a GeoJSON FeatureCollection."), file.name)])
    if len(features) > MAX_ROWS:
        raise ImportRefused([RowError(0, "", _("There are more than %(n)s rows.") % {"n": MAX_ROWS}, file.name)])
    records = []
    for number, feature in enumerate(features, 1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            wrong.add(number, "properties", _("The feature has no properties."))
            continue
        cells = {field: _property(properties, names) for field, names in ALIASES.items()}
        records.append(_record(number, cells, feature.get("geometry"), True, wrong))
    return records, []


def _property(properties: dict[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        for key, value in properties.items():
            if fold(str(key)) == name and value is not None:
                # JSON can hold half a character, which no database takes.
                return str(value).encode("utf-8", "replace").decode().strip()
    return ""


def _record(number: int, cells: dict[str, str], geometry: Any, has_outline: bool, wrong: Complaints) -> Record:
    for field in ("name", "level"):
        if not cells[field]:
            wrong.add(number, field, _("This is missing."))
    code = outline = None
    try:
        code = checked_code(cells["cvegeo"])
    except ValidationError as error:
        wrong.take(number, error)
    try:
        outline = normalized(geometry)[0]
    except ValidationError as error:
        wrong.take(number, error, "geometry")
    return Record(
        number, " ".join(cells["name"].split()), cells["level"].lower(), cells["parent"], code, outline, has_outline
    )


def _parents_first(records: list[Record], wrong: Complaints) -> list[tuple[Record, Record | None]]:
    """Return the records with their parents within the file, parents before children."""
    parents = _link(records, wrong)
    wrong.refuse()
    ordered: list[tuple[Record, Record | None]] = []
    state: dict[int, int] = {}
    for start in records:
        chain, record = [], start
        while record is not None and not state.get(record.row):
            state[record.row] = 1
            chain.append(record)
            record = parents[record.row]  # type: ignore[assignment]
        if record is not None and state[record.row] == 1:
            wrong.add(start.row, "parent", _("The territories lie inside each other in a circle."))
        for link in reversed(chain):
            state[link.row] = 2
            ordered.append((link, parents[link.row]))
    return ordered


def _link(records: list[Record], wrong: Complaints) -> dict[int, Record | None]:
    by_code = {record.cvegeo: record for record in records if record.cvegeo}
    by_name: dict[str, list[Record]] = {}
    for record in records:
        by_name.setdefault(fold(record.name), []).append(record)
    parents: dict[int, Record | None] = {}
    for record in records:
        if record.parent in by_code:
            parents[record.row] = by_code[record.parent]
            continue
        named = (
            [other for other in by_name.get(fold(record.parent), []) if other is not record] if record.parent else []
        )
        if len(named) > 1:
            wrong.add(
                record.row, "parent", _("“%(name)s” names more than one row; give its code.") % {"name": record.parent}
            )
        parents[record.row] = named[0] if len(named) == 1 else None
    return parents


class _Planner:
    """Compares the file with what is there and makes the steps."""

    def __init__(  # noqa: PLR0917 (made in one place)
        self,
        file: SourceFile,
        by: "Person",
        at: datetime,
        top: "Territory | None",
        notices: list[str],
        wrong: Complaints,
    ) -> None:
        from participation.models import Territory

        self.file, self.by, self.at, self.top, self.notices, self.wrong = file, by, at, top, notices, wrong
        there = list(Territory.objects.select_related("parent"))
        self.by_code = {territory.cvegeo: territory for territory in there if territory.cvegeo}
        self.by_name: dict[str, list[Territory]] = {}
        for territory in there:
            self.by_name.setdefault(territory.sort_key, []).append(territory)
        self.made: dict[int, Territory] = {}
        self.seen: dict[tuple[Any, ...], int] = {}

    def plan(self, ordered: list[tuple[Record, Record | None]]) -> Plan:
        """Return the plan; complaints about parents and doubles are raised together."""
        steps = [self.step(record, above) for record, above in ordered]
        self.wrong.refuse()
        return Plan(kind="territories", file=self.file, steps=steps, notices=self.notices)

    def step(self, record: Record, above: Record | None) -> Step:
        """Return what happens with one record."""
        outside = None if above is not None else self.outside_parent(record)
        parent = self.made.get(above.row) if above is not None else outside
        unknown_parent = above is not None and parent is None
        key = (
            above.row if unknown_parent and above else "",
            parent.pk if parent else None,
            record.level,
            fold(record.name),
        )
        if key in self.seen:
            self.wrong.add(record.row, "name", _("Row %(row)s says the same territory.") % {"row": self.seen[key]})
        self.seen[key] = record.row
        there = None if unknown_parent and not record.cvegeo else self.existing(record, parent)
        if there is None:
            return Step(record.row, "create", record.name, lambda batch: self.create(record, above, outside))
        self.made[record.row] = there
        if self.same(record, there, parent):
            return Step(record.row, "same", record.name)
        return Step(record.row, "update", record.name, lambda batch: self.update(record, there, above, outside))

    def outside_parent(self, record: Record) -> "Territory | None":
        """Return the territory of the database that a record names as its parent."""
        if not record.parent:
            return self.top
        if record.parent in self.by_code:
            return self.by_code[record.parent]
        named = self.by_name.get(fold(record.parent), [])
        if len(named) != 1:
            text = (
                _("“%(name)s” is not known.")
                if not named
                else _("“%(name)s” names more than one territory; give its code.")
            )
            self.wrong.add(record.row, "parent", text % {"name": record.parent})
            return None
        return named[0]

    def existing(self, record: Record, parent: "Territory | None") -> "Territory | None":
        """Return the territory that a record means, by code, else by name and level in the same place."""
        if record.cvegeo:
            return self.by_code.get(record.cvegeo)
        parent_id = parent.pk if parent else None
        return next(
            (
                t
                for t in self.by_name.get(fold(record.name), [])
                if t.level == record.level and t.parent_id == parent_id
            ),
            None,
        )

    def same(self, record: Record, there: "Territory", parent: "Territory | None") -> bool:
        """Tell whether the row changes nothing."""
        return (
            there.name == record.name
            and there.level == record.level
            and record.cvegeo in (None, there.cvegeo)
            and (not record.parent or there.parent_id == (parent.pk if parent else None))
            and (not record.has_outline or record.outline is None or there.outline == record.outline)
        )

    def parent_of(self, above: Record | None, outside: "Territory | None") -> "Territory | None":
        """Return the parent, once it was made."""
        return self.made[above.row] if above is not None else outside

    def create(self, record: Record, above: Record | None, outside: "Territory | None") -> None:
        """Make the territory."""
        from participation.territories.actions import create_territory

        self.made[record.row] = create_territory(
            name=record.name,
            level=record.level,
            cvegeo=record.cvegeo,
            outline=record.outline,
            parent=self.parent_of(above, outside),
            source=self.file.source,
            by=self.by,
            at=self.at,
        )

    def update(self, record: Record, there: "Territory", above: Record | None, outside: "Territory | None") -> None:
        """Change the territory; what the row leaves blank stays as it is."""
        from participation.territories.actions import UNCHANGED, update_territory

        self.made[record.row] = update_territory(
            territory=there,
            name=record.name,
            level=record.level,
            by=self.by,
            at=self.at,
            cvegeo=UNCHANGED if record.cvegeo is None else record.cvegeo,
            outline=UNCHANGED if record.outline is None else record.outline,
            parent=self.parent_of(above, outside) if record.parent else UNCHANGED,
        )
