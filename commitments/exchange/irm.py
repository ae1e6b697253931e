"""The data release of the IRM (94 columns, many of them dirty) coming in: plans that ran elsewhere, with its coding.

Each row is one commitment. What cannot be told is not guessed: it stays as the file says it, and the report names it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commitments import actions
from commitments.content import clean
from commitments.exchange.irm_columns import AREAS, COMPLETION, IMPACT, OPENED, REQUIRED, SPECIFICITY, VALUES
from commitments.exchange.names import Known, divide, whole
from commitments.models import Commitment, Plan
from commitments.reviews.actions import Verdict, publish_assessment, record_assessment
from participation.imports.frame import Complaints, Row, SourceFile, Step, read_sheet, unguard
from participation.imports.frame import Plan as ImportPlan

if TYPE_CHECKING:
    from participation.models import Person

KIND = "commitments:irm"
BLANK = {"", "na", "nd", "nr", "none", "not specified", "none specified", "n/a"}
LABELS = re.compile(
    r"(instituci[oó]n(es)? p[uú]blicas? responsables?|co-?\s?rresponsable\s*s?|responsable\s*s?)\s*:?", re.I
)
LEVEL = re.compile(r"^[a-z]\.\s*")
Home = Callable[[str, int, int], Plan]


@dataclass(slots=True)
class Read:
    """One row, read: its plan (country, number), its record, and what the IRM found."""

    row: int
    country: str
    ordinal: int
    year: int
    record: dict[str, Any]
    verdicts: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    years: dict[str, int] = field(default_factory=dict)


def irm_import(*, file: SourceFile, home: Home, by: "Person", at: datetime) -> ImportPlan:
    """Return what the file would do. ``home(country, number, year)`` finds or makes the plan while it is applied.

    What stands already (by country, plan and number) is left as it is. Raises ImportRefused with rows and columns.
    """
    sheet = read_sheet(file.data, required=REQUIRED)
    wrong, notices, known = Complaints(file.name), list(sheet.notices), Known()
    standing = _standing()
    found, seen = [], {}
    for row in sheet:
        read = _read(row, known, wrong, notices)
        if read is None:
            continue
        key = (read.country, read.ordinal, read.record["number"])
        if key in seen:
            wrong.add(row.number, "Comm No", _("The same commitment is in row %(n)s.") % {"n": seen[key]})
            continue
        seen[key] = row.number
        found.append(read)
    wrong.refuse()
    made: dict[tuple[str, int], dict[Commitment, Read]] = {}
    steps = []
    for read in found:
        key = (read.country, read.ordinal, read.record["number"])
        title = str(read.record["title"])
        if key in standing:
            steps.append(Step(read.row, "same", title))
        else:
            steps.append(Step(read.row, "create", title, _adder(read, home, made, by, at)))

    def finish(batch: Any) -> None:
        for told in made.values():
            _assess(told, file, by, at)

    return ImportPlan(KIND, file, steps, notices, finish=finish)


def _standing() -> set[tuple[str, int, str]]:
    rows = Commitment.objects.filter(plan__ran_elsewhere=True).exclude(plan__ordinal=None)
    return set(rows.values_list("plan__jurisdiction", "plan__ordinal", "number"))


def _read(row: Row, known: Known, wrong: Complaints, notices: list[str]) -> Read | None:
    country = whole(unguard(row["Country"]))
    ordinal, year = _whole_number(row["Action Plan Number"]), _whole_number(row["Year of submission"])
    number = whole(unguard(row["Comm No"]))
    title = _title(row)
    for column, value in (("Country", country), ("Action Plan Number", ordinal), ("Year of submission", year)):
        if not value:
            wrong.add(row.number, column, _("This is missing."))
    if not number:
        wrong.add(row.number, "Comm No", _("This is missing."))
    if not title:
        wrong.add(row.number, "Commitment Title", _("This is missing."))
    if not (country and ordinal and year and number and title) or not 2000 <= year <= 2100 or ordinal > 99:
        if ordinal and ordinal > 99:
            wrong.add(row.number, "Action Plan Number", _("A whole number from 1 to %(most)s.") % {"most": 99})
        if year and not 2000 <= year <= 2100:
            wrong.add(row.number, "Year of submission", _("Write a year between 1990 and 2100."))
        return None
    record = _record(row, number, title, known, notices)
    try:
        clean(record)
    except ValidationError as error:
        wrong.take(row.number, error)
        return None
    read = Read(row.number, country, ordinal, year, record)
    _verdicts(row, read, wrong)
    return read


def _record(row: Row, number: str, title: str, known: Known, notices: list[str]) -> dict[str, Any]:
    spanish = whole(row["Country"]) in SPANISH
    record: dict[str, Any] = {
        "number": number[:20],
        "title": title,
        "theme": "" if _blank(row["Theme"]) else whole(unguard(row["Theme"]))[:200],
        "solution": _prose(unguard(row["Full Text"])),
        "values": [value for column, value in VALUES.items() if row[column].strip() == "1"],
        "policy_areas": [names[0 if spanish else 1] for column, names in AREAS.items() if row[column].strip() == "1"],
        "actors": _actors(row, known, notices),
    }
    for name, column in (("starts_on", "Start Date"), ("ends_on", "End Date")):
        record[name] = _day(row[column])
        if record[name] is None and not _blank(row[column]):
            told = {"row": row.number, "column": column, "value": whole(row[column])[:60]}
            notices.append(_("Row %(row)s, %(column)s: “%(value)s” is no day, so none is set.") % told)
    if record["starts_on"] and record["ends_on"] and record["ends_on"] < record["starts_on"]:
        told = {"row": row.number}
        notices.append(_("Row %(row)s: it would end before it begins, so neither day is set.") % told)
        record["starts_on"] = record["ends_on"] = None
    return record


SPANISH = {
    *("Argentina", "Chile", "Colombia", "Costa Rica", "Dominican Republic", "El Salvador", "Guatemala", "Honduras"),
    *("Mexico", "Panama", "Paraguay", "Peru", "Spain", "Uruguay", "México"),
}


def _actors(row: Row, known: Known, notices: list[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for column, role in (("Lead Institution", "lead"), ("Supporting Institution(s)", "supporting")):
        text = unguard(row[column])
        if _blank(text):
            continue
        for name in _names(text, known):
            office = known.find(name)
            told = {"name": name[:300], "role": role, "institution": office, "sector": "government" if office else ""}
            if not any(each["name"] == told["name"] and each["role"] == role for each in found):
                found.append(told)
            if office is None:
                what = {"row": row.number, "name": name[:120]}
                notices.append(_("Row %(row)s: “%(name)s” is no institution known here; its name is kept.") % what)
    return found


def _names(text: str, known: Known) -> list[str]:
    """Return the bodies that a cell names, without the labels that a table left in it."""
    flat = re.sub(r"-\s*\n\s*", "", text).replace("\n", " ")
    parts = LABELS.split(flat)
    names: list[str] = []
    for part in parts[:: LABELS.groups + 1]:
        for name in divide(part, known):
            names += _acronyms(name)
    return [name for name in dict.fromkeys(names) if name]


def _acronyms(name: str) -> list[str]:
    """Divide "Artículo 19 y GESOC": what follows the last "y" is an acronym by itself."""
    match = re.fullmatch(r"(.+?)\s+(?:y|e|and)\s+([A-ZÁÉÍÓÚÑ]{3,10})", name)
    return [match.group(1), match.group(2)] if match else [name]


def _title(row: Row) -> str:
    text = whole(unguard(row["Commitment Title"])) or whole(unguard(row["Short Title"]))
    return re.sub(r"^\d+[.)]\s*", "", text)[:300]


def _prose(text: str) -> str:
    """Return a text whose lines a page cut, whole again; empty lines still divide paragraphs."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
    joined = "\n\n".join(" ".join(part.split()) for part in parts if part.strip())
    return "" if _blank(joined) else joined[:20000]


def _blank(text: str) -> bool:
    return whole(text).casefold() in BLANK


def _whole_number(text: str) -> int:
    match = re.fullmatch(r"(\d{1,6})(?:\.0+)?", text.strip())
    return int(match.group(1)) if match else 0


def _day(text: str) -> date | None:
    match = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text.strip())
    try:
        if match:
            day, month, year = (int(part) for part in match.groups())
            return date(year, month, day)
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


# --- The coding of the IRM --------------------------------------------------------------------------------------------


def _verdicts(row: Row, read: Read, wrong: Complaints) -> None:
    """Note what the IRM says in its progress report and at the end; "ND" is what a report does not say."""
    middle = [
        *_scale(row, "Specificity", "specificity", SPECIFICITY, wrong),
        *_scale(row, "Potential impact", "impact", IMPACT, wrong),
        *_scale(row, "Completion (progress report)", "completion", COMPLETION, wrong),
    ]
    yes_no = {"_Relevant": "relevant", "Value -Info": "value_information", "Value -Part": "value_participation"}
    yes_no |= {"Value -Acc": "value_accountability", "Value -Tech": "value_technology"}
    for column, variable in yes_no.items():
        cell = row[column].strip()
        if cell in {"0", "1"}:
            middle.append({"variable": variable, "value": "yes" if cell == "1" else "no"})
    end = [
        *_scale(row, "Completion (end of term)", "completion", COMPLETION, wrong),
        *_scale(row, "Did it open government (end of term only)", "opened", OPENED, wrong),
    ]
    for phase, told, column in (
        ("midterm", middle, "Report publication year (progress report)"),
        ("end", end, "Report publication year (end of term)"),
    ):
        if told and row["IRM Assessed (Y/N)?"].strip() in {"1", "Y", "y", "Yes", ""}:
            read.verdicts[phase] = told
            read.years[phase] = _whole_number(row[column])


def _scale(row: Row, column: str, variable: str, scale: dict[str, str], wrong: Complaints) -> list[dict[str, str]]:
    cell = LEVEL.sub("", row[column].strip()).casefold()
    if cell in {"", "nd", "nr"}:
        return []
    if cell == "na":
        return [{"variable": variable, "as_said": "NA"}]
    if cell not in scale:
        wrong.add(row.number, column, _("“%(value)s” is not one of the choices.") % {"value": row[column].strip()[:60]})
        return []
    return [{"variable": variable, "value": scale[cell]}]


def _adder(read: Read, home: Home, made: dict[Any, Any], by: "Person", at: datetime) -> Callable[[Any], None]:
    def run(batch: Any) -> None:
        plan = home(read.country, read.ordinal, read.year)
        row = actions.add_commitment(plan=plan, by=by, at=at, is_sample=plan.is_sample, **read.record)
        made.setdefault((read.country, read.ordinal), {})[row] = read

    return run


def _assess(told: dict[Commitment, Read], file: SourceFile, by: "Person", at: datetime) -> None:
    """Write one assessment for each report of the IRM on a plan, and publish it: it is published elsewhere already."""
    for phase, words in (("midterm", _("progress report")), ("end", _("end of term report"))):
        rows = [(row, read) for row, read in told.items() if phase in read.verdicts]
        if not rows:
            continue
        plan, year = rows[0][0].plan, max(read.years[phase] for _row, read in rows)
        scheme = "irm-2011" if rows[0][1].year < 2015 and phase == "midterm" else "irm-2015"
        values = [
            Verdict(commitment=row, **verdict)  # type: ignore[arg-type]
            for row, read in rows
            for verdict in read.verdicts[phase]
        ]
        assessment = record_assessment(
            plan=plan,
            scheme=scheme,
            phase=phase,
            title=_("IRM, %(report)s on plan %(n)s") % {"report": words, "n": rows[0][1].ordinal},
            by=by,
            at=at,
            values=values,
            assessor_name="OGP Independent Reporting Mechanism",
            independent=True,
            document_year=year or None,
            source=f"{file.source}; {file.licence}"[:300],
            lang=plan.component.process.lang,
            is_sample=plan.is_sample,
        )
        publish_assessment(assessment=assessment, by=by, at=at)
