"""The security document: filled with what the platform knows of itself; what people must write stands as empty rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.access.models import RoleKind
from participation.privacy import docx
from participation.privacy.models import Breach
from participation.privacy.notices import all_notices, shown
from participation.privacy.retention import all_rules
from participation.privacy.setup import responsible
from participation.web.installation import installation


@dataclass(frozen=True, slots=True)
class Section:
    """One chapter: a heading, paragraphs, perhaps a table. ``to_fill`` says that people must complete it."""

    title: str
    texts: Sequence[str] = ()
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = field(default_factory=list)
    to_fill: bool = False


def days_words(days: int | None) -> str:
    """Return a time in days as people say it."""
    if days is None:
        return _("while it is needed")
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def sections(at: datetime) -> list[Section]:
    """Return the chapters in their order."""
    who = responsible()
    blank = ["", "", ""]
    return [
        Section(
            _("Who is responsible"),
            [
                _("%(name)s, %(address)s.") % {"name": who["name"], "address": who["address"] or "________"},
                _("Transparency unit: %(unit)s.") % {"unit": who["unit"] or "________"},
                _("System: %(name)s. Date: %(date)s.")
                % {"name": installation().name, "date": date_format(localtime(at), "DATE_FORMAT")},
            ],
        ),
        Section(
            _("Inventory of personal data"),
            head=[_("Purpose"), _("Data"), _("Uses"), _("Transfers")],
            rows=_inventory(),
        ),
        Section(
            _("Functions and duties of whoever handles personal data"),
            head=[_("Role in the platform"), _("Name and post")],
            rows=[[str(kind.label), ""] for kind in RoleKind],
            to_fill=True,
        ),
        Section(
            _("Analysis of risks"),
            [_("Write each risk with its likelihood, its harm and what answers it.")],
            head=[_("Risk"), _("Likelihood and harm"), _("Measure")],
            rows=[blank] * 5,
            to_fill=True,
        ),
        Section(
            _("Analysis of gaps"),
            [_("Compare the measures in use with those that are missing.")],
            head=[_("Measure"), _("In use"), _("Missing")],
            rows=[blank] * 5,
            to_fill=True,
        ),
        Section(_("Measures of the platform"), _measures()),
        Section(
            _("How long data are kept"),
            head=[_("What"), _("How long"), _("Why")],
            rows=[[str(rule.label), days_words(rule.days), str(rule.why)] for rule in all_rules()],
        ),
        Section(
            _("Log of breaches of security"),
            head=[_("Found"), _("What happened"), _("People affected"), _("State")],
            rows=_breaches(),
        ),
        Section(_("Work plan"), head=[_("What"), _("Who"), _("Until when")], rows=[blank] * 5, to_fill=True),
        Section(_("Monitoring and review"), head=[_("What"), _("How often"), _("Who")], rows=[blank] * 3, to_fill=True),
        Section(_("Training"), head=[_("Subject"), _("For whom"), _("Date")], rows=[blank] * 3, to_fill=True),
    ]  # fmt: skip


def _inventory() -> list[list[str]]:
    rows = []
    for purpose in all_notices():
        notice = shown(purpose.name)
        if notice is not None:
            texts = notice.texts
            rows.append([texts["title"], texts["data"], texts["uses"], texts["transfers"]])
    return rows


def _measures() -> list[str]:
    return [
        _("Identity documents are not kept: only a keyed seal, whose key is outside the database."),
        _(
            "Whatever changes something is one act that asks a policy and leaves one line in a log"
            " that cannot be changed."
        ),
        _("Open data carry a pseudonym in the place of names; contacts are in no public page, file or log."),
        _(
            "Files with a person's data are made for that person, checked again at each download, and deleted"
            " when their time is over."
        ),
        _("An account that closes loses its contacts at once; the seal of its document is blocked and then erased."),
        _("Sessions end by themselves; delicate changes ask for the sign-in once more."),
    ]


def _breaches() -> list[list[str]]:
    rows: list[list[Any]] = []
    for breach in Breach.objects.order_by("-found_at", "-pk")[:200]:
        state = _("closed") if breach.closed_at else _("open")
        people = "–" if breach.people is None else str(breach.people)
        rows.append([date_format(localtime(breach.found_at), "DATE_FORMAT"), breach.what, people, state])
    return rows or [["–", _("None was noted."), "–", "–"]]


def as_docx(chapters: list[Section]) -> bytes:
    """Return the document for a word processor."""
    parts = [docx.paragraph(_("Security document"), level=1)]
    for chapter in chapters:
        parts.append(docx.paragraph(chapter.title, level=2))
        parts += [docx.paragraph(text) for text in chapter.texts]
        if chapter.head:
            parts.append(docx.table(chapter.head, chapter.rows))
    return docx.document(parts)
