"""Subjects as the API gives them: one shape for everything public, whatever its kind."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.opendata.registry import HIDDEN_WITHHELD, Column, Dataset, register_dataset
from participation.opendata.values import address
from participation.opendata.visibility import shown
from participation.subjects.models import Subject


def rows(at: datetime) -> QuerySet:
    """Return the public subjects with their counters; the search vector is left in the database."""
    return shown(Subject.objects.all(), "").select_related("counts").defer("search")


def count(row: Any, name: str) -> int | None:
    """Return a counter; None where nothing is counted."""
    counts = getattr(row, "counts", None)
    return getattr(counts, name) if counts is not None else None


SUBJECTS = Dataset(
    name="subjects",
    title=_("Subjects"),
    description=_("Everything public in one shape: what comments, follows, answers and links point to."),
    rows=rows,
    columns=(
        Column("id", "integer", _("Key of the subject"), lambda row: row.pk, required=True),
        Column("kind", "string", _("What it is: process, proposal, institution…"), lambda row: row.kind, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.path), required=True),
        Column("title", "string", _("Title"), lambda row: row.title, required=True),
        Column("summary", "string", _("Summary"), lambda row: row.summary),
        Column("lang", "string", _("Language of the text (BCP 47)"), lambda row: row.lang, required=True),
        Column("parent", "integer", _("Key of the subject that it belongs to"), lambda row: row.parent_id),
        Column("territory", "integer", _("Key of the territory"), lambda row: row.territory_id),
        Column("published_at", "datetime", _("When it was first published"), lambda row: row.published_at),
        Column("updated_at", "datetime", _("When its text last changed"), lambda row: row.updated_at, required=True),
        Column("comments_count", "integer", _("Visible comments"), lambda row: count(row, "comments")),
        Column("comments_for", "integer", _("Visible comments in favour"), lambda row: count(row, "comments_for")),
        Column(
            "comments_neutral", "integer", _("Visible neutral comments"), lambda row: count(row, "comments_neutral")
        ),
        Column(
            "comments_against", "integer", _("Visible comments against"), lambda row: count(row, "comments_against")
        ),
        Column("follows_count", "integer", _("People who follow it"), lambda row: count(row, "follows")),
    ),
    withheld=(HIDDEN_WITHHELD,),
    filterset="participation.subjects.api.SubjectFilters",
    orders={"id": ("id",), "newest": ("-id",)},
    bulk=False,
    feed=False,
)


def register() -> None:
    """Register the representation of subjects."""
    register_dataset(SUBJECTS)
