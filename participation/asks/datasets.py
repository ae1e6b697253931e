"""Datasets of what people ask for: one declaration, of which each kind makes its own."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.asks.models import Ask
from participation.opendata.registry import HIDDEN_WITHHELD, NAMES_WITHHELD, Column, Dataset, Hanging, Withheld
from participation.opendata.values import address, pseudonym

DATA_COLUMNS = (
    Column("dataset", "string", _("The dataset that answers it, where it is one of these"), lambda row: row.dataset),
    Column("data_url", "url", _("The address of the data that answer it"), lambda row: row.link),
)
PLACE_COLUMNS = (
    Column(
        "within",
        "integer",
        _("Key of the subject of the activity that it belongs to"),
        lambda row: row.subject.parent_id,
    ),
)


def ask_dataset(
    kind: str, *, name: str, title: Any, description: Any, position: int, filterset: str, more: tuple[Column, ...]
) -> Dataset:
    """Return the dataset of a kind; ``more`` are the columns that it has beside those of all."""

    def every() -> QuerySet:
        return Ask.objects.filter(kind=kind)

    return Dataset(
        name=name,
        position=position,
        title=title,
        description=description,
        rows=_rows(kind),
        columns=(*_columns(), *more),
        withheld=(
            NAMES_WITHHELD,
            HIDDEN_WITHHELD,
            Withheld(_("Who joins"), _("Joining says what somebody cares about. Only how many they are is published.")),
        ),
        subject_kind=kind,
        filterset=filterset,
        orders={
            "id": ("id",),
            "newest": ("-published_at", "-id"),
            "wanted": ("-subject__counts__joins", "-subject_id"),
        },
        hanging=Hanging(rows=every),
    )


def _rows(kind: str) -> Callable[[datetime], QuerySet]:
    def rows(at: datetime) -> QuerySet:
        found = Ask.objects.public().filter(kind=kind)
        return found.select_related("subject__counts", "author").defer("subject__search")

    return rows


def _counter(name: str) -> Callable[[Any], Any]:
    return lambda row: getattr(getattr(row.subject, "counts", None), name, None)


def _columns() -> tuple[Column, ...]:
    return (
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column(
            "subject",
            "integer",
            _("Key of its subject, by which its answer is found among the answers"),
            lambda row: row.subject_id,
            required=True,
        ),
        Column(
            "author",
            "string",
            _("Key of the author, the same in every dataset"),
            lambda row: pseudonym(row.author),
            required=True,
        ),
        Column("institution", "integer", _("Key of the institution that was asked"), lambda row: row.institution_id),
        Column("title", "string", _("What was asked"), lambda row: row.title, required=True),
        Column("body", "text", _("What for, in the author's words"), lambda row: row.body),
        Column("lang", "string", _("Language of the text (BCP 47)"), lambda row: row.lang, required=True),
        Column("state", "string", _("published or answered"), lambda row: row.state, required=True),
        Column("joined_count", "integer", _("How many more people want the answer"), _counter("joins")),
        Column("comments_count", "integer", _("Visible comments"), _counter("comments")),
        Column(
            "channel",
            "string",
            _("How it reached us: web, api, counter, paper, encounter or import"),
            lambda row: row.channel,
            required=True,
        ),
        Column(
            "sample",
            "boolean",
            _("Whether it is made up, for a demonstration"),
            lambda row: row.is_sample,
            required=True,
        ),
        Column("published_at", "datetime", _("When it was published"), lambda row: row.published_at),
        Column("edited_at", "datetime", _("When it was last edited"), lambda row: row.edited_at),
    )
