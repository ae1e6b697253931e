"""The record of a commitment: plain data in, checked rows out, and the same record back.

Forms, acts, the importer, the exporter and the versions all speak this record, so that what goes out comes in again as
it was. Lists (``actors``, ``objectives``, ``indicators``, ``risks``, ``alignments``) hold one dict for each row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.db import models
from django.utils.translation import gettext as _

from commitments.frameworks import sdg_nodes
from commitments.models import (
    Alignment,
    Commitment,
    CommitmentActor,
    Framework,
    Indicator,
    Objective,
    Risk,
    Value,
)
from participation.followup.words import last_day
from participation.models import Institution
from participation.web.richtext import tidy

PILLARS = ("transparency", "participation", "accountability", "technology")
LEVELS = ("proactive", "innovative")
LONG = (
    "summary",
    "problem",
    "causes",
    "status_quo",
    "solution",
    "expected_results",
    "verification_means",
    "relevance",
    "contribution_transparency",
    "contribution_participation",
    "contribution_accountability",
    "gender_statement",
    "inclusion_statement",
    "additional_info",
    "budget_note",
)
LINES = ("code", "number", "title", "currency", "office", "contact_post", "contact_email", "contact_phone")
DAYS = ("starts_on", "ends_on")
PLAIN = (*LINES, *LONG, *DAYS, "source_url", "values", "policy_areas", "ambition", "budget_amount", "is_proactive")
PARTS: dict[str, tuple[type[models.Model], tuple[str, ...], str]] = {
    "actors": (
        CommitmentActor,
        (
            "name",
            "institution",
            "role",
            "sector",
            "from_on",
            "to_on",
            "exit_reason",
            "exit_statement",
            "exit_url",
        ),
        "name",
    ),
    "objectives": (Objective, ("term", "text", "due_on", "due_words"), "text"),
    "indicators": (
        Indicator,
        (
            "name",
            "unit",
            "level",
            "direction",
            "baseline",
            "baseline_on",
            "target",
            "target_on",
            "method",
            "source_url",
        ),
        "name",
    ),
    "risks": (Risk, ("level", "text", "likelihood", "impact", "mitigation", "materialised_on"), "text"),
    "alignments": (Alignment, ("framework", "code", "title", "justification", "is_direct"), "code"),
}
MOST_PARTS = 100


@dataclass(slots=True)
class Content:
    """What was given of a commitment, checked: its own columns, its theme, and the rows of its parts."""

    columns: dict[str, Any] = field(default_factory=dict)
    theme: str | None = None
    translations: dict[str, Any] | None = None
    parts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def clean(given: Mapping[str, Any]) -> Content:
    """Return what was given, checked. Names that are not given keep what is there.

    Raises ValidationError by field (a part's errors stand under the part's name), TypeError for unknown names.
    """
    unknown = set(given) - {*PLAIN, *PARTS, "theme", "translations"}
    if unknown:
        raise TypeError(f"unknown fields of a commitment: {sorted(unknown)}")
    content, wrong = Content(), {}
    for name, value in given.items():
        try:
            if name in PARTS:
                content.parts[name] = _part(name, value)
            elif name == "theme":
                content.theme = _text(value, 200)
            elif name == "translations":
                content.translations = _translations(value)
            else:
                content.columns[name] = _column(name, value)
        except ValidationError as error:
            wrong[name] = error.messages
    if "title" in content.columns and not content.columns["title"]:
        wrong["title"] = [_("Write a title.")]
    starts, ends = content.columns.get("starts_on"), content.columns.get("ends_on")
    if starts and ends and ends < starts:
        wrong["ends_on"] = [_("It must end after it begins.")]
    if wrong:
        raise ValidationError(wrong)
    return content


def record_of(row: Commitment) -> dict[str, Any]:
    """Return the record of a commitment, as ``clean`` takes it. Reads its parts (prefetch them for many)."""
    told: dict[str, Any] = {name: getattr(row, name) for name in PLAIN}
    told["theme"] = row.theme.title if row.theme else ""
    told["translations"] = row.translations
    return {**told, **{name: part_of(row, name) for name in PARTS}}


def part_of(row: Commitment, name: str) -> list[dict[str, Any]]:
    """Return the rows of one part of a commitment, as ``clean`` takes them."""
    rows: Any = getattr(row, name).all()
    if name == "actors" and "actors" not in row.__dict__.get("_prefetched_objects_cache", {}):
        rows = rows.select_related("institution")
    rows = sorted(rows, key=lambda part: (part.position, part.pk))
    return [{column: _out(part, column) for column in PARTS[name][1]} for part in rows]


def _out(part: Any, column: str) -> Any:
    value = getattr(part, column)
    if column == "institution":
        return value.slug if value else ""
    return _plain_number(value) if isinstance(value, Decimal) else value


def _plain_number(value: Decimal) -> str:
    return format(value.normalize(), "f") if value else "0"


def _text(value: Any, limit: int, *, lines: bool = False) -> str:
    raw = tidy("" if value is None else str(value))
    text = raw.strip() if lines else " ".join(raw.split())
    if len(text) > limit:
        raise ValidationError(_("At most %(limit)s characters.") % {"limit": limit})
    return text


def _day(value: Any) -> date | None:
    if value in (None, ""):
        return None
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value).strip())
    except ValueError as error:
        raise ValidationError(_("Write a day as 2026-03-31.")) from error
    if not 1990 <= day.year <= 2100:
        raise ValidationError(_("Write a day between 1990 and 2100."))
    return day


def _number(value: Any) -> Decimal | None:
    if value in (None, ""):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation as error:
        raise ValidationError(_("Write a number.")) from error
    if not number.is_finite() or abs(number) >= Decimal(10) ** 13:
        raise ValidationError(_("Write a number."))
    return number.quantize(Decimal("0.0001"))


def _url(value: Any) -> str:
    url = _text(value, 500)
    if url:
        URLValidator(schemes=["http", "https"], message=_("Write a whole address, with https://."))(url)
    return url


def _column(name: str, value: Any) -> Any:
    if name in DAYS:
        return _day(value)
    if name == "source_url":
        return _url(value)
    if name == "is_proactive":
        return value is True
    if name == "values":
        return [each for each in Value.values if each in _strings(value)]
    if name == "policy_areas":
        return list(dict.fromkeys(_strings(value)))
    if name == "ambition":
        return {pillar: level for pillar, level in (value or {}).items() if pillar in PILLARS and level in LEVELS}
    if name == "budget_amount":
        return _amount(value)
    column = Commitment._meta.get_field(name)
    text = _text(value, column.max_length or 20000, lines=name in LONG)
    if name == "contact_email" and text:
        EmailValidator()(text)
    return text


def _strings(value: Any) -> list[str]:
    if value in (None, ""):
        return []
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) > MOST_PARTS:
        raise ValidationError(_("Give a list."))
    return [text for each in value if (text := _text(each, 120))]


def _amount(value: Any) -> int | None:
    if value in (None, ""):
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**17:
        raise ValidationError(_("Write an amount of money."))
    return value


def _translations(value: Any) -> dict[str, dict[str, str]]:
    kept = {}
    for code, texts in (value or {}).items():
        if isinstance(texts, Mapping) and len(code) <= 8:
            fields = {name: _text(texts.get(name), 1000, lines=name == "summary") for name in Commitment.TRANSLATABLE}
            kept[code] = {name: text for name, text in fields.items() if text}
    return {code: fields for code, fields in kept.items() if fields}


def _part(name: str, rows: Any) -> list[dict[str, Any]]:
    if not isinstance(rows, Sequence) or isinstance(rows, str) or len(rows) > MOST_PARTS:
        raise ValidationError(_("At most %(n)s rows.") % {"n": MOST_PARTS})
    found: list[dict[str, Any]] = []
    for number, row in enumerate(rows, start=1):
        try:
            clean_row = _row(name, row)
        except ValidationError as error:
            raise ValidationError(
                [_("Row %(n)s: %(what)s") % {"n": number, "what": " ".join(error.messages)}]
            ) from error
        if clean_row is not None and clean_row not in found:
            found.append(clean_row)
    return found


def _row(name: str, given: Any) -> dict[str, Any] | None:
    model, columns, key = PARTS[name]
    if not isinstance(given, Mapping):
        raise ValidationError(_("Give a list."))
    row: dict[str, Any] = {}
    for column in columns:
        row[column] = _cell(model._meta.get_field(column), given.get(column))
    if name == "objectives" and row["due_words"] and row["due_on"] is None:
        row["due_on"] = last_day(row["due_words"])
    if name == "alignments":
        return _alignment(row)
    return row if row[key] else None


def _cell(column: Any, value: Any) -> Any:
    if column.name == "institution":
        return _institution(value)
    if isinstance(column, models.DateField):
        return _day(value)
    if isinstance(column, models.DecimalField):
        return _number(value)
    if isinstance(column, models.BooleanField):
        return value is not False
    if isinstance(column, models.URLField):
        return _url(value)
    text = _text(value, column.max_length or 20000, lines=isinstance(column, models.TextField))
    if column.choices and text not in {choice for choice, _label in column.choices} and (text or not column.blank):
        if not text and column.has_default():
            return column.default
        raise ValidationError(_("“%(value)s” is not one of the choices.") % {"value": text[:60]})
    return text


def _institution(value: Any) -> Institution | None:
    if not value:
        return None
    if isinstance(value, Institution):
        return value
    found = Institution.objects.filter(slug=str(value)[:80]).first()
    if found is None:
        raise ValidationError(_("There is no institution “%(value)s”.") % {"value": str(value)[:60]})
    return found


def _alignment(row: dict[str, Any]) -> dict[str, Any] | None:
    if not row["code"] and not row["title"]:
        return None
    if row["framework"] == Framework.SDG:
        if row["code"] not in sdg_nodes():
            raise ValidationError(_("“%(code)s” is no goal or target of the 2030 Agenda.") % {"code": row["code"][:20]})
        row["title"] = ""
    return row
