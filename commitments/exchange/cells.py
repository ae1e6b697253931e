"""Cells of the table: lists of rows inside one cell, one line for each row, its columns between bars.

A line break inside a text is written as a backslash and an n, a bar as a backslash and a bar, so that what goes out
comes in again exactly as it was.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from commitments.content import LONG, PARTS, PLAIN

ACTION = ("title", "below", "deliverable", "starts_on", "due_on", "due_words", "institution", "responsible", "weight")
LISTS = {**{name: columns for name, (_model, columns, _key) in PARTS.items()}, "actions": ACTION}
COLUMNS = (
    *("code", "number", "theme", "title", "title_en", "summary", "summary_en"),
    *(name for name in LONG if name != "summary"),
    *("values", "policy_areas", "ambition", "starts_on", "ends_on", "budget_amount", "currency"),
    *("office", "contact_post", "contact_email", "contact_phone", "is_proactive", "source_url"),
    *LISTS,
)
REQUIRED = ("title",)
assert set(PLAIN) <= set(COLUMNS)


def encode(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> str:
    """Return rows as one cell."""
    return "\n".join(_line([_out(row.get(column)) for column in columns]) for row in rows)


def _line(parts: list[str]) -> str:
    """Return the columns of a row, those at its end that say nothing left out."""
    last = max((number for number, part in enumerate(parts, start=1) if part), default=0)
    return " | ".join(parts[:last])


def decode(cell: str, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rows of one cell. Raises ValueError with the number of a line that has too many columns."""
    rows = []
    for number, line in enumerate(cell.replace("\r\n", "\n").split("\n"), start=1):
        if not line.strip():
            continue
        parts = _split(line)
        if len(parts) > len(columns):
            raise ValueError(number)
        row: dict[str, Any] = dict(zip(columns, [*parts, *[""] * (len(columns) - len(parts))], strict=True))
        if "is_direct" in row:
            row["is_direct"] = row["is_direct"] != "0"
        rows.append(row)
    return rows


def _out(value: Any) -> str:
    if value is True or value is False:
        return "1" if value else "0"
    text = plain(value)
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\r", "").replace("\n", "\\n")


def plain(value: Any) -> str:
    """Return a value as a cell writes it."""
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _split(line: str) -> list[str]:
    parts, current, escaped = [], "", False
    for letter in line:
        if escaped:
            current += "\n" if letter == "n" else letter
            escaped = False
        elif letter == "\\":
            escaped = True
        elif letter == "|":
            parts.append(current.strip())
            current = ""
        else:
            current += letter
    return [*parts, current.strip()]
