"""What is wrong with a file: collected with row and column, shown together."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LIMIT = 100


@dataclass(frozen=True, slots=True)
class RowError:
    """One complaint. Row 0 means the file as a whole; the header is row 1, as in a spreadsheet."""

    row: int
    column: str
    message: str
    file: str = ""

    def __str__(self) -> str:
        """Return the complaint with its place."""
        place = []
        if self.file:
            place.append(self.file)
        if self.row:
            place.append(_("row %(row)s") % {"row": self.row})
        if self.column:
            place.append(_("column “%(column)s”") % {"column": self.column})
        return f"{', '.join(place)}: {self.message}" if place else self.message


class ImportRefused(ValidationError):  # noqa: N818 (what happened, not a fault of the code)
    """Nothing was imported; ``errors`` says why, row by row."""

    def __init__(self, errors: list[RowError], more: int = 0) -> None:
        self.rows = errors
        self.more = more
        texts = [str(error) for error in errors]
        if more:
            texts.append(_("…and %(n)s more.") % {"n": more})
        super().__init__(texts)


class Complaints:
    """Collects complaints up to a limit and counts the rest."""

    def __init__(self, file: str = "") -> None:
        self.file = file
        self.rows: list[RowError] = []
        self.more = 0

    def __bool__(self) -> bool:
        return bool(self.rows)

    def add(self, row: int, column: str, message: object) -> None:
        """Note one complaint."""
        if len(self.rows) < LIMIT:
            self.rows.append(RowError(row, column, str(message), self.file))
        else:
            self.more += 1

    def take(self, row: int, error: ValidationError, column: str = "") -> None:
        """Note the complaints of a validation, by field where it names them."""
        if isinstance(error, ImportRefused):
            for inner in error.rows:
                self.add(inner.row or row, inner.column or column, inner.message)
        elif hasattr(error, "error_dict"):
            for name, messages in error.message_dict.items():
                for message in messages:
                    self.add(row, column if name == "__all__" else name, message)
        else:
            for message in error.messages:
                self.add(row, column, message)

    def refuse(self) -> None:
        """Raise ImportRefused if there is any complaint."""
        if self.rows:
            raise ImportRefused(self.rows, self.more)
