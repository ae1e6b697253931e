"""A file of a list: one thing in each row that tells who is meant, sealed as soon as it is read.

The file itself is never kept: between the preview and the import only the seals wait. Complaints never repeat a cell.
"""

import json
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from participation.groups.models import PersonGroup
from participation.groups.seals import Sealer, clean_value
from participation.imports.errors import Complaints, ImportRefused, RowError
from participation.imports.frame import SourceFile
from participation.imports.sheet import read_sheet, unguard
from participation.search.text import fold
from participation.verification.pepper import generation

MOST = 50_000
# Names of columns, folded (without accents and case).
ALIASES = {
    "code": ("codigo", "code", "clave", "folio"),
    "email": ("correo", "correo electronico", "email", "e-mail", "mail"),
    "phone": ("celular", "telefono", "movil", "phone", "mobile"),
    "curp": ("curp",),
    "ine": ("ine", "clave de elector"),
    "document": ("documento", "document", "numero de documento"),
    "account": ("cuenta", "codigo de cuenta", "account"),
}


@dataclass(slots=True)
class Sealed:
    """What waits between the preview of a file and its import: seals by row, never what was written."""

    group: int
    generation: int
    rows: list[tuple[int, str, str]]  # row of the file, kind of place, digest
    notices: list[str]
    file_name: str
    sha256: str
    source: str

    def dump(self) -> bytes:
        """Return it as it is kept."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def load(cls, data: bytes) -> "Sealed":
        """Return what was kept."""
        values = json.loads(data)
        return cls(**{**values, "rows": [(int(row), str(kind), str(digest)) for row, kind, digest in values["rows"]]})


def read_list(*, file: SourceFile, group: PersonGroup) -> Sealed:
    """Return the seals of a file's rows. Raises ImportRefused with every complaint, by row and column."""
    known = [name for names in ALIASES.values() for name in names]
    sheet = read_sheet(file.data)
    columns = _columns(sheet.columns, file.name)
    if len(sheet.rows) > MOST:
        raise ImportRefused([RowError(0, "", _("There are more than %(n)s rows.") % {"n": MOST}, file.name)])
    ignored = [name for name in sheet.columns if name and fold(name) not in known]
    notices = [*sheet.notices]
    if ignored:
        notices.append(_("Columns that are not used: %(columns)s.") % {"columns": ", ".join(ignored[:20])})
    wrong, sealer = Complaints(file.name), Sealer(group)
    rows: list[tuple[int, str, str]] = []
    seen: dict[str, int] = {}
    for row in sheet:
        given = [(field, name, unguard(row[name])) for field, name in columns if unguard(row[name])]
        if len(given) != 1:
            wrong.add(row.number, "", _two(given))
            continue
        field, name, text = given[0]
        try:
            place, kind, value = clean_value(field, text)
        except ValidationError as error:
            wrong.add(row.number, name, error.messages[0])
            continue
        digest = sealer.seal(place, kind, value)
        if digest in seen:
            wrong.add(row.number, name, _("It is the same as in row %(row)s.") % {"row": seen[digest]})
        seen.setdefault(digest, row.number)
        rows.append((row.number, place, digest))
    if not rows and not wrong:
        wrong.add(0, "", _("The file has a header and no rows."))
    wrong.refuse()
    return Sealed(group.pk, generation(), rows, notices, file.name, file.sha256, file.source)


def _two(given: list[tuple[str, str, str]]) -> str:
    if not given:
        return _("The row is empty.")
    return _("Leave one of them in each row: two would give one person two places.")


def _columns(names: tuple[str, ...], file: str) -> list[tuple[str, str]]:
    found = [(field, name) for name in names for field, aliases in ALIASES.items() if fold(name) in aliases]
    if not found:
        text = _("The column is missing: a list needs one of codigo, correo, celular, curp, ine, documento or cuenta.")
        raise ImportRefused([RowError(1, "", text, file)])
    return found
