"""A file of field accounts: one person in each row, previewed, then made all or none."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from participation.access.field import policies
from participation.access.field.actions import NAME_LENGTH, PLACE_LENGTH, Card, open_field_account
from participation.access.verdict import Denied
from participation.imports.errors import Complaints, ImportRefused, RowError
from participation.imports.frame import Plan, SourceFile, Step
from participation.imports.sheet import Row, read_sheet, unguard
from participation.search.text import fold

if TYPE_CHECKING:
    from participation.models import Institution, Person

KIND = "field_accounts"
MOST = 500
# Names of columns, folded (without accents and case); the first one stands in the sheet to fill in.
COLUMNS = {
    "name": ("nombre", "name"),
    "place": ("lugar", "donde", "place", "where"),
    "institution": ("institucion", "institution"),
    "starts_on": ("desde", "from"),
    "ends_on": ("hasta", "until"),
}
FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S")


def plan_field_accounts(*, file: SourceFile, by: "Person", at: datetime, cards: list[Card] | None = None) -> Plan:
    """Return what the file would make; made cards are put into ``cards``.

    Raises ActDenied, and ImportRefused with every complaint, by row and column.
    """
    policies.may_manage_field(by).enforce()
    sheet = read_sheet(file.data)
    columns = {field: name for name in sheet.columns for field, names in COLUMNS.items() if fold(name) in names}
    missing = [RowError(1, COLUMNS[field][0], _("The column is missing."), file.name) for field in ("name", "ends_on")
               if field not in columns]  # fmt: skip
    if missing:
        raise ImportRefused(missing)
    if len(sheet.rows) > MOST:
        raise ImportRefused([RowError(0, "", _("There are more than %(n)s rows.") % {"n": MOST}, file.name)])
    wrong, offices, seen = Complaints(file.name), _offices(), dict[tuple[str, str], int]()
    steps = []
    for row in sheet:
        facts = _Reader(row, columns, wrong, offices, at).read()
        same = (fold(str(facts["name"])), fold(str(facts["place"])))
        if same in seen:
            wrong.add(row.number, columns["name"], _("It is the same as in row %(row)s.") % {"row": seen[same]})
        seen.setdefault(same, row.number)
        steps.append(Step(row.number, "create", _title(facts), partial(_make, facts, by, at, cards)))
    if not steps:
        wrong.add(0, "", _("The file has a header and no rows."))
    wrong.refuse()
    return Plan(KIND, file, steps, notices=sheet.notices)


def _make(facts: dict, by: "Person", at: datetime, cards: list[Card] | None, _batch: object) -> None:  # type: ignore[type-arg]
    institution = facts["institution"]
    card = open_field_account(
        **{**{name: facts[name] for name in ("name", "place", "starts_on", "ends_on")}, "by": by, "at": at},
        scope=institution.subject if institution else None,
    )
    if cards is not None:
        cards.append(card)


def _title(facts: dict) -> str:  # type: ignore[type-arg]
    days = f"{facts['starts_on']} – {facts['ends_on']}"
    return " · ".join(str(part) for part in (facts["name"], facts["place"], facts["institution"], days) if part)


def _offices() -> Callable[[str], "Institution | None"]:
    """Return a look-up of institutions by slug, name or short name; one that several have finds none."""
    from participation.models import Institution

    known: dict[str, set[Institution]] = {}
    for office in Institution.objects.select_related("subject").defer("subject__search"):
        for name in (office.slug, office.name, getattr(office, "short_name", "")):
            if name:
                known.setdefault(fold(name), set()).add(office)

    def find(text: str) -> "Institution | None":
        found = known.get(fold(text), set())
        return next(iter(found)) if len(found) == 1 else None

    return find


class _Reader:
    """Reads one row and complains of what is wrong with it."""

    def __init__(
        self,
        row: Row,
        columns: dict[str, str],
        wrong: Complaints,
        offices: Callable[[str], "Institution | None"],
        at: datetime,
    ) -> None:
        self.row, self.columns, self.wrong, self.offices, self.at = row, columns, wrong, offices, at

    def read(self) -> dict:  # type: ignore[type-arg]
        """Return the facts of the row."""
        name, place = self._cell("name"), self._cell("place")
        if not 2 <= len(name) <= NAME_LENGTH:
            self._complain("name", _("Write a name of two to eighty letters."))
        if len(place) > PLACE_LENGTH:
            self._complain("place", _("At most %(limit)s characters.") % {"limit": PLACE_LENGTH})
        institution, given = None, self._cell("institution")
        if given:
            institution = self.offices(given)
            if institution is None:
                self._complain("institution", _("There is no institution with this name, or several have it."))
        today = localdate(self.at)
        starts_on, ends_on = self._day("starts_on", today), self._day("ends_on", None)
        if starts_on and ends_on:
            days = policies.may_last(starts_on, ends_on, at=self.at)
            if isinstance(days, Denied):
                self._complain("ends_on", str(days.message))
        facts = {"name": name, "place": place, "institution": institution}
        return {**facts, "starts_on": starts_on or today, "ends_on": ends_on or today}

    def _cell(self, field: str) -> str:
        return " ".join(unguard(self.row[self.columns[field]]).split()) if field in self.columns else ""

    def _day(self, field: str, otherwise: date | None) -> date | None:
        text = self._cell(field)
        if not text and otherwise is not None:
            return otherwise
        for shape in FORMATS:
            try:
                return datetime.strptime(text, shape).date()  # noqa: DTZ007 (a day without a clock)
            except ValueError:
                continue
        self._complain(field, _("Write a day as 2026-03-31 or 31/03/2026."))
        return None

    def _complain(self, field: str, message: object) -> None:
        self.wrong.add(self.row.number, self.columns.get(field, COLUMNS[field][0]), message)
