"""Lists of people for tests: filled from a file, as officials do it."""

from datetime import datetime

from participation.groups.actions import create_group, import_group
from participation.groups.importer import read_list
from participation.imports.frame import Report, SourceFile
from participation.models import Person, PersonGroup
from tests.personas import NOW


def fill(group: PersonGroup, *, by: Person, file: bytes, at: datetime = NOW, whole: bool = False) -> Report:
    """Read, seal and import a file."""
    sealed = read_list(file=SourceFile("lista.csv", file, "Secretaría", ""), group=group)
    return import_group(group=group, sealed=sealed, whole=whole, by=by, at=at)


def make_list(by: Person, file: bytes, name: str = "Consejo") -> PersonGroup:
    """Make a list with the places of a file."""
    group = create_group(name=name, about="Quienes cuidan la biblioteca", by=by, at=NOW)
    fill(group, by=by, file=file)
    return group
