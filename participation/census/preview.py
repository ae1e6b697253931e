"""What the page of a file shows: figures and first rows of its preview, in words."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from participation.census.models import Census, CensusImport
from participation.census.rows import as_errors
from participation.verification.models import KeyKind

FIELD_WORDS = {
    "document": gettext_lazy("document"),
    "curp": gettext_lazy("document (CURP)"),
    "ine": gettext_lazy("document (voter card)"),
    "kind": gettext_lazy("kind of document"),
    "birth_date": gettext_lazy("date of birth"),
    "territory": gettext_lazy("territory"),
    "email": gettext_lazy("e-mail"),
    "phone": gettext_lazy("mobile number"),
}
SHRINKS = 0.8


@dataclass(slots=True)
class Shown:
    """A preview in words."""

    rows: int = 0
    figures: list[tuple[str, int]] = field(default_factory=list)
    columns: list[tuple[str, str]] = field(default_factory=list)
    first: list[list[Any]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    warning: str = ""
    former: int | None = None
    errors: list[Any] = field(default_factory=list)


def shown(job: CensusImport) -> Shown:
    """Return what the page of a file shows of it."""
    found, errors = job.preview or {}, as_errors(job.errors)
    if not found:
        return Shown(errors=errors)
    former = Census.objects.current().filter(name=job.name).first()
    page = Shown(found["rows"], former=former.rows if former else None, errors=errors, notices=list(found["notices"]))
    page.columns = [(column, str(FIELD_WORDS[name])) for column, name in found["columns"]]
    kinds = dict(KeyKind.choices)
    page.figures = [(str(kinds.get(kind, kind)), people) for kind, people in sorted(found["kinds"].items())]
    page.figures += [
        (gettext("with e-mail"), found["by_email"]),
        (gettext("with mobile number"), found["by_phone"]),
        (gettext("with neither: they can only go to a counter"), found["rows"] - found["reachable"]),
        (gettext("without territory"), found["rows"] - found["placed"]),
    ]
    page.first = _first_rows(found["first"], kinds)
    if former and found["rows"] < SHRINKS * former.rows:
        page.warning = gettext(
            "The list in use has %(before)s people and this file %(now)s. Look whether the file is whole."
        ) % {"before": former.rows, "now": found["rows"]}
    return page


def _first_rows(rows: list[list[Any]], kinds: dict[str, Any]) -> list[list[Any]]:
    from participation.models import Territory

    places = dict(Territory.objects.filter(pk__in=[row[2] for row in rows if row[2]]).values_list("pk", "name"))
    yes, no = gettext("yes"), gettext("no")
    return [
        [row, str(kinds.get(kind, kind)), places.get(place, "–"), yes if email else no, yes if phone else no]
        for row, kind, place, email, phone in rows
    ]
