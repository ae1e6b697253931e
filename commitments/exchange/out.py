"""Plans going out: as a table (CSV, XLSX) or as JSON. What goes out can be brought in again and changes nothing."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from commitments.content import record_of
from commitments.exchange.cells import COLUMNS, LISTS, encode, plain
from commitments.models import Commitment, Plan
from participation.models import Action
from participation.opendata.values import cell as guard

FORMAT = "azotea-plan-1"
PLAN = (
    *("kind", "jurisdiction", "ordinal", "cycle_year", "starts_on", "ends_on", "dates_words", "extended_to"),
    *("extension_reason", "submitted_on", "signed_on", "vision", "official_url", "gazette_ref", "office", "contact"),
    *("source", "source_url", "source_licence"),
)


def records(plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield the record of each commitment of a plan, its actions included, in a fixed number of queries."""
    actions = Action.objects.public().for_page().filter(parent__isnull=False).order_by("position", "pk")
    rows = Commitment.objects.public().filter(plan=plan, withdrawn_at__isnull=True)
    rows = rows.select_related("theme", "subject").defer("subject__search").order_by("position", "pk")
    parts = ("actors__institution", "objectives", "indicators", "risks", "alignments")
    for row in rows.prefetch_related(*parts, Prefetch("subject__actions", actions)):
        below = {action.pk: action.subject.title for action in row.subject.actions.all()}
        yield {**record_of(row), "actions": [_action(action, below) for action in row.subject.actions.all()]}


def _action(action: Action, below: dict[int, str]) -> dict[str, Any]:
    return {
        "title": action.subject.title,
        "below": below.get(action.parent_id or 0, ""),
        "deliverable": action.deliverable,
        "starts_on": action.starts_on,
        "due_on": action.due_on,
        "due_words": action.due_words,
        "institution": action.institution.slug if action.institution else "",
        "responsible": action.responsible,
        "weight": action.weight,
    }


def cells_of(record: dict[str, Any]) -> dict[str, str]:
    """Return a record as cells by column."""
    cells = {name: encode(record[name], columns) for name, columns in LISTS.items()}
    for name in COLUMNS:
        if name in cells:
            continue
        if name in {"title_en", "summary_en"}:
            cells[name] = record["translations"].get("en", {}).get(name[:-3], "")
        elif name in {"values", "policy_areas"}:
            cells[name] = "; ".join(record[name])
        elif name == "ambition":
            cells[name] = "; ".join(f"{pillar}: {level}" for pillar, level in record[name].items())
        elif name == "budget_amount":
            amount = record[name]
            cells[name] = "" if amount is None else f"{amount // 100}.{amount % 100:02d}"
        else:
            cells[name] = plain(record[name])
    return cells


def as_csv(rows: Iterator[dict[str, Any]]) -> bytes:
    """Return records as a table in CSV (UTF-8 with its mark, which spreadsheets need)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for record in rows:
        cells = cells_of(record)
        writer.writerow([guard(cells[name]) for name in COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_workbook(rows: Iterator[dict[str, Any]]) -> bytes:
    """Return records as a workbook (XLSX), the same table; without records it is the template to fill in."""
    book = Workbook()
    sheet = book.active
    sheet.title = "compromisos"
    sheet.append(list(COLUMNS))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for record in rows:
        cells = cells_of(record)
        sheet.append([cells[name] or None for name in COLUMNS])
    for line in sheet.iter_rows():
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.data_type = "s" if cell.value is not None else cell.data_type
    sheet.freeze_panes = "A2"
    _explain(book.create_sheet("instrucciones"))
    out = io.BytesIO()
    book.save(out)  # writes: a file in memory
    return out.getvalue()


def _explain(sheet: Any) -> None:
    """Write what each column takes into the second sheet of the workbook."""
    from commitments.exchange.help import column_help

    sheet.append(["columna", "qué lleva"])
    for name in COLUMNS:
        sheet.append([name, str(column_help(name))])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 110


def as_json(plan: Plan, at: datetime) -> bytes:
    """Return a plan and its commitments as JSON."""
    told = {
        "format": FORMAT,
        "taken_at": at.isoformat(),
        "plan": {"title": plan.component.title, **{name: _plain(getattr(plan, name)) for name in PLAN}},
        "commitments": [json.loads(json.dumps(record, default=_plain)) for record in records(plan)],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
