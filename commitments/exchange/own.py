"""Our own table (CSV, XLSX) and our JSON coming in: a plan of steps, all of it or nothing."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commitments import actions, policies
from commitments.content import clean
from commitments.exchange.cells import COLUMNS, LISTS, REQUIRED, decode
from commitments.exchange.names import Known
from commitments.exchange.out import FORMAT, records
from commitments.models import Commitment, Plan
from participation.followup import actions as engine
from participation.followup.words import last_day
from participation.imports.frame import Complaints, ImportRefused, Row, RowError, SourceFile, Step, read_sheet, unguard
from participation.imports.frame import Plan as ImportPlan
from participation.models import Action, Institution

if TYPE_CHECKING:
    from participation.models import Person

KIND = "commitments:own"
MOST_ACTIONS = 200


@dataclass(frozen=True, slots=True)
class Into:
    """Into which plan something is brought, by whom, when and why."""

    plan: Plan
    by: "Person"
    at: datetime
    reason: str


def plan_import(*, plan: Plan, file: SourceFile, by: "Person", at: datetime, reason: str = "") -> ImportPlan:
    """Return what the file would do to a plan. Raises ImportRefused with rows and columns."""
    policies.may_change(by, plan).enforce()
    wrong = Complaints(file.name)
    given, notices = _read(file, wrong)
    standing = {_key(row): row for row in _standing(plan)}
    now = {_record_key(record): record for record in records(plan)}
    known, steps, seen = Known(), [], {}
    into = Into(plan, by, at, reason)
    for number, told in given:
        try:
            record = _named(told, known)
            content = clean({name: value for name, value in record.items() if name != "actions"})
            roadmap = _roadmap(record.get("actions", []))
        except ValidationError as error:
            wrong.take(number, error)
            continue
        key = _record_key(record)
        if key in seen:
            wrong.add(number, "code", _("The same commitment is in row %(n)s.") % {"n": seen[key]})
            continue
        seen[key] = number
        row = standing.get(key)
        if row is None:
            steps.append(Step(number, "create", str(record["title"]), _adder(into, record, roadmap)))
        elif _same(now.get(key, {}), record, content, roadmap):
            steps.append(Step(number, "same", row.title))
        else:
            steps.append(Step(number, "update", row.title, _changer(into, row, record, roadmap)))
    wrong.refuse()
    return ImportPlan(KIND, file, steps, notices, may=lambda person: policies.may_change(person, plan))


def _standing(plan: Plan) -> list[Commitment]:
    rows = Commitment.objects.for_page().filter(plan=plan, withdrawn_at__isnull=True)
    return list(rows.order_by("position", "pk"))


def _key(row: Commitment) -> str:
    return row.code or row.number or row.title


def _record_key(record: dict[str, Any]) -> str:
    return str(record.get("code") or record.get("number") or record.get("title") or "")


def _read(file: SourceFile, wrong: Complaints) -> tuple[list[tuple[int, dict[str, Any]]], list[str]]:
    if file.data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{":
        return _read_json(file.data), []
    sheet = read_sheet(file.data, required=REQUIRED, known=COLUMNS)
    found = []
    for row in sheet:
        record = _record(row, sheet.columns, wrong)
        if record is not None:
            found.append((row.number, record))
    return found, sheet.notices


def _read_json(data: bytes) -> list[tuple[int, dict[str, Any]]]:
    try:
        told = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise ImportRefused([RowError(0, "", _("The file is no JSON that we can read."))]) from error
    rows = told.get("commitments") if isinstance(told, dict) else None
    if not isinstance(rows, list) or told.get("format") != FORMAT or not all(isinstance(row, dict) for row in rows):
        raise ImportRefused([RowError(0, "", _("It is not a plan as this platform writes it."))])
    names = {*COLUMNS, "translations"}
    return [
        (number, {name: value for name, value in row.items() if name in names})
        for number, row in enumerate(rows, start=1)
    ]


def _record(row: Row, columns: Iterable[str], wrong: Complaints) -> dict[str, Any] | None:
    """Return a row of the table as a record; columns that the file does not have stay as they are."""
    record: dict[str, Any] = {}
    clean_row = True
    for name in columns:
        if name not in COLUMNS or name in {"title_en", "summary_en"}:
            continue
        cell = unguard(row[name])
        try:
            record[name] = _value(name, cell)
        except ValueError as error:
            clean_row = False
            told = _("Line %(n)s has more columns than there are.") % {"n": error.args[0]}
            wrong.add(row.number, name, told if name in LISTS else _("Write a number, for example 1250000.00."))
    english = {name: unguard(row[f"{name}_en"]).strip() for name in ("title", "summary")}
    if "title_en" in columns or "summary_en" in columns:
        kept = {name: text for name, text in english.items() if text}
        record["translations"] = {"en": kept} if kept else {}
    return record if clean_row else None


def _value(name: str, cell: str) -> Any:
    if name in LISTS:
        return decode(cell, LISTS[name])
    if name in {"values", "policy_areas"}:
        return [part.strip() for part in cell.split(";") if part.strip()]
    if name == "ambition":
        pairs = [part.partition(":") for part in cell.split(";") if part.strip()]
        return {pillar.strip(): level.strip() for pillar, _mark, level in pairs}
    if name == "is_proactive":
        return cell.strip().casefold() in {"1", "true", "sí", "si", "yes", "x"}
    if name == "budget_amount":
        text = cell.strip().replace("$", "").replace(",", "").replace(" ", "")
        whole, _dot, cents = text.partition(".")
        return int(whole) * 100 + int((cents + "00")[:2]) if text else None
    return cell


def _named(record: dict[str, Any], known: Known) -> dict[str, Any]:
    """Return a record whose actors and actions name institutions by the names that are known here, too."""
    told = dict(record)
    for part in ("actors", "actions"):
        rows = told.get(part)
        if not isinstance(rows, list):
            continue
        told[part] = [_with_institution(row, known) if isinstance(row, dict) else row for row in rows]
    return told


def _with_institution(row: dict[str, Any], known: Known) -> dict[str, Any]:
    given = row.get("institution") or ""
    if not given or isinstance(given, Institution):
        return row
    found = known.find(str(given)) or Institution.objects.filter(slug=str(given)[:80]).first()
    if found is None:
        raise ValidationError({"actors": _("There is no institution “%(value)s”.") % {"value": str(given)[:60]}})
    return {**row, "institution": found}


def _roadmap(rows: Any) -> list[dict[str, Any]]:
    """Return the actions of a record, checked. Raises ValidationError."""
    if not isinstance(rows, list) or len(rows) > MOST_ACTIONS or not all(isinstance(row, dict) for row in rows):
        raise ValidationError({"actions": _("Give a list.")})
    found = []
    for number, row in enumerate(rows, start=1):
        told = {name: row.get(name) or "" for name in LISTS["actions"]}
        try:
            for name in ("starts_on", "due_on"):
                told[name] = date.fromisoformat(str(told[name])) if told[name] else None
            told["weight"] = int(told["weight"] or 1)
        except ValueError as error:
            words = _("Row %(n)s: %(what)s") % {"n": number, "what": _("Write a day as 2026-03-31.")}
            raise ValidationError({"actions": words}) from error
        if told["due_on"] is None and told["due_words"]:
            told["due_on"] = last_day(str(told["due_words"]))
        if str(told["title"]).strip():
            found.append(told)
    return found


def _same(now: dict[str, Any], record: dict[str, Any], content: Any, roadmap: list[dict[str, Any]]) -> bool:
    """Tell whether a record says what stands here already."""
    if not now:
        return False
    before = clean({name: value for name, value in now.items() if name in record and name not in {"actions"}})
    if (before.columns, before.theme, before.translations, before.parts) != (
        content.columns,
        content.theme,
        content.translations,
        content.parts,
    ):
        return False
    return "actions" not in record or _bare(_roadmap(now["actions"])) == _bare(roadmap)


def _bare(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    def slug(value: Any) -> str:
        return value.slug if isinstance(value, Institution) else str(value)

    return [{**row, "institution": slug(row["institution"])} for row in rows]


def _own(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != "actions"}


def _adder(into: "Into", record: dict[str, Any], roadmap: list[Any]) -> Any:
    def run(batch: Any) -> None:
        row = actions.add_commitment(plan=into.plan, by=into.by, at=into.at, reason=into.reason, **_own(record))
        write_roadmap(row, roadmap, into)

    return run


def _changer(into: "Into", row: Commitment, record: dict[str, Any], roadmap: list[Any]) -> Any:
    def run(batch: Any) -> None:
        changed = actions.update_commitment(commitment=row, by=into.by, at=into.at, reason=into.reason, **_own(record))
        write_roadmap(changed, roadmap, into)

    return run


def write_roadmap(row: Commitment, roadmap: list[dict[str, Any]], into: "Into") -> None:
    """Add the actions that are not there yet, and correct those that are (told apart by their titles)."""
    by, at, reason = into.by, into.at, into.reason
    rows = Action.objects.for_page().of(row.subject).order_by("position", "pk")
    root = next(action for action in rows if action.is_root)
    standing = {action.subject.title: action for action in rows if not action.is_root}
    for told in roadmap:
        parent = standing.get(str(told["below"])) or root
        dates = {name: told[name] for name in ("starts_on", "due_on", "due_words")}
        office = told["institution"] if isinstance(told["institution"], Institution) else None
        texts = {"deliverable": told["deliverable"], "responsible": told["responsible"], "weight": told["weight"]}
        action = standing.get(str(told["title"]))
        if action is None:
            made = engine.add_action(
                parent=parent, title=told["title"], institution=office, by=by, at=at, **dates, **_only(texts, parent)
            )
            standing[made.subject.title] = made
            continue
        kept = {name: getattr(action, name) for name in ("description", "contact", "place")}
        engine.edit_action(
            action=action, title=told["title"], institution=office, by=by, at=at, reason=reason, **kept, **texts
        )
        why = reason or _("It was brought from a file.")
        engine.move_dates(action=action, by=by, at=at, reason=why, starts_words=action.starts_words, **dates)


def _only(texts: dict[str, Any], parent: Action) -> dict[str, Any]:
    """Leave out who is responsible where the file does not say it: it is then whoever answers for what it lies in."""
    given = dict(texts)
    if not given["responsible"]:
        given["responsible"] = parent.responsible
    return given
