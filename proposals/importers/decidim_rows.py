"""Rows of Decidim's open data (projects and proposals of any version) as what we keep of them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from participation.imports.errors import Complaints, ImportRefused, RowError
from participation.imports.frame import SourceFile, digest
from participation.imports.sheet import Row, Sheet, read_sheet
from proposals.content import Content, content
from proposals.importers import cells
from proposals.settings import TAGS_LIMIT, TITLE_LIMIT

Entity = Literal["project", "proposal", "process"]
MAPPING = "1"  # part of every digest: raise it when rows are to be read anew
TAG_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Options:
    """How to read: which languages in which order, and which language a column without locale is in."""

    locales: tuple[str, ...] = ("es", "es-MX", "ca")
    language: str = "es"
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """One project or proposal."""

    row: int
    entity: Entity
    external_id: str
    place: cells.Place
    space_id: str
    content: Content
    is_html: bool
    published_at: datetime
    facts: dict[str, Any]
    url: str

    @property
    def digest(self) -> str:
        """Return the fingerprint that tells whether the row changed at its source."""
        fields = {name: value for name, value in self.content.fields().items() if name != "territory"}
        return digest(
            [MAPPING, *fields.values(), self.is_html, self.published_at.isoformat(), sorted(self.facts.items())]
        )


@dataclass(slots=True)
class File:
    """One file read: its rows, or for a file of processes their titles and summaries by slug."""

    source: SourceFile
    entity: Entity
    rows: list[Imported] = field(default_factory=list)
    spaces: dict[str, dict[str, str]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)


def read_file(source: SourceFile, options: Options) -> File:
    """Read one file. Raises ImportRefused with row and column of everything that is wrong."""
    try:
        sheet = read_sheet(source.data)
    except ImportRefused as error:
        raise ImportRefused([RowError(e.row, e.column, e.message, source.name) for e in error.rows]) from error
    entity = _entity(sheet, source)
    file = File(source, entity, notices=list(sheet.notices))
    wrong = Complaints(source.name)
    if entity == "process":
        for row in sheet:
            file.spaces[row["slug"]] = _space(row, options)
        return file
    seen: dict[str, int] = {}
    left_out = {"withdrawn": 0, "is_amend": 0}
    for row in sheet:
        skip = next((name for name in left_out if row[name].lower() == "true"), None)
        if skip is None and row["state"] == "withdrawn":
            skip = "withdrawn"
        if skip is not None:
            left_out[skip] += 1
            continue
        found = _row(row, entity, options, wrong)
        if row["id"] in seen:
            wrong.add(row.number, "id", _("Row %(row)s has the same number.") % {"row": seen[row["id"]]})
        seen[row["id"]] = row.number
        if found is not None:
            file.rows.append(found)
    wrong.refuse()
    if left_out["withdrawn"]:
        file.notices.append(_("Withdrawn by their authors and left out: %(n)s.") % {"n": left_out["withdrawn"]})
    if left_out["is_amend"]:
        file.notices.append(_("Amendments to other proposals, left out: %(n)s.") % {"n": left_out["is_amend"]})
    return file


def _entity(sheet: Sheet, source: SourceFile) -> Entity:
    columns = set(sheet.columns)
    if not {"id", "url"} <= columns:
        raise ImportRefused(
            [
                RowError(1, name, _("The column is missing."), source.name)
                for name in ("id", "url")
                if name not in columns
            ]
        )
    if "budget_amount" in columns or "budget/id" in columns:
        return "project"
    if any(column == "body" or column.startswith("body/") for column in columns):
        return "proposal"
    if "slug" in columns:
        return "process"
    raise ImportRefused(
        [RowError(0, "", _("This is neither a file of projects nor of proposals nor of processes."), source.name)]
    )


def _space(row: Row, options: Options) -> dict[str, str]:
    title, lang = cells.choose(cells.localized(row, "title"), options.locales, options.language)
    summary, _lang = cells.choose(cells.localized(row, "short_description"), options.locales, options.language)
    return {"title": title, "lang": lang, "summary": summary}


def _row(row: Row, entity: Entity, options: Options, wrong: Complaints) -> Imported | None:
    before = len(wrong.rows) + wrong.more
    body_column = "description" if entity == "project" else "body"
    title, lang = cells.choose(cells.localized(row, "title"), options.locales, options.language)
    text, text_lang = cells.choose(cells.localized(row, body_column), options.locales, options.language)
    if not title:
        wrong.add(row.number, "title", _("This is missing."))
    if not cells.count_safe(row["id"]):
        wrong.add(row.number, "id", _("“%(value)s” is not a number.") % {"value": row["id"][:60]})
    where = _try(wrong, row, "url", cells.place)
    times = [_try(wrong, row, name, cells.moment) for name in ("published_at", "created_at")]
    published_at = next((found for found in times if found is not None), None)
    if published_at is None and len(wrong.rows) + wrong.more == before:
        wrong.add(row.number, "created_at", _("This is missing."))
    body, is_html = cells.rich(text)
    title, body = _fitted(title, body, is_html)
    facts = _facts(row, entity, options, wrong)
    point = [_try(wrong, row, name, cells.degrees) for name in ("latitude", "longitude")]
    if len(wrong.rows) + wrong.more > before or where is None or published_at is None:
        return None
    value = content(
        title=title,
        body=body,
        address=(cells.cell(row, "address") or facts.get("scope", ""))[:200],
        tags=_tags(row, options),
        lang=text_lang if text else lang,
        latitude=point[0] if all(point) else None,
        longitude=point[1] if all(point) else None,
    )
    return Imported(
        row.number,
        entity,
        row["id"],
        where,
        row["participatory_space/id"],
        value,
        is_html,
        published_at,
        facts,
        row["url"],
    )


def _try(wrong: Complaints, row: Row, column: str, read: Any) -> Any:
    try:
        return read(cells.cell(row, column))
    except ValidationError as error:
        wrong.take(row.number, error, column)
        return None


def _fitted(title: str, body: str, is_html: bool) -> tuple[str, str]:
    """Return a title that fits; a longer one is cut and stands whole above the text."""
    if len(title) <= TITLE_LIMIT:
        return title, body
    from html import escape

    short = title[: TITLE_LIMIT - 1].rsplit(" ", 1)[0] + "…"
    return short, f"<p><strong>{escape(title)}</strong></p>{body}" if is_html else f"{title}\n\n{body}"


def _facts(row: Row, entity: Entity, options: Options, wrong: Complaints) -> dict[str, Any]:
    """Return the figures and verdicts of the source, kept as such. What is blank there is unknown and left out."""
    facts: dict[str, Any] = {}
    columns = {
        "votes": "confirmed_votes" if entity == "project" else "votes",
        "comments": "comments",
        "endorsements": "likes",
        "followers": "follows_count",
    }
    for name, column in columns.items():
        facts[name] = _try(wrong, row, column, cells.count)
    facts["amount"] = _try(wrong, row, "budget_amount" if entity == "project" else "cost", cells.amount)
    if facts["amount"]:
        facts["currency"] = options.currency
    scope, _lang = cells.choose(cells.localized(row, "scope/name"), options.locales, options.language)
    facts["scope"] = scope
    if entity == "proposal":
        answer, _lang = cells.choose(cells.localized(row, "answer"), options.locales, options.language)
        facts |= {"state": row["state"], "answer": cells.to_plain(answer)}
    facts["selected"] = row["selected_at"]
    facts["reference"] = row["reference"]
    return {name: value for name, value in facts.items() if value not in (None, "")}


def _tags(row: Row, options: Options) -> list[str]:
    category, _lang = cells.choose(cells.localized(row, "category/name"), options.locales, options.language)
    found = [category] if category else cells.names(row["taxonomies/name"], options.locales)
    return [_short(name) for name in found if name][:TAGS_LIMIT]


def _short(name: str) -> str:
    return name if len(name) <= TAG_LENGTH else name[:TAG_LENGTH].rsplit(" ", 1)[0]
