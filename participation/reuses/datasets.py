"""The dataset of re-uses."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.opendata.registry import HIDDEN_WITHHELD, NAMES_WITHHELD, Column, Dataset, Hanging, register_dataset
from participation.opendata.values import address, pseudonym
from participation.reuses.models import Reuse


def rows(at: datetime) -> QuerySet:
    """Return the re-uses of the gallery."""
    return Reuse.objects.public().select_related("subject", "author").defer("subject__search")


REUSES = Dataset(
    name="reuses",
    position=67,
    title=_("Uses of the data"),
    description=_("Applications, stories, maps and studies that people built on the data."),
    rows=rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page here"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column(
            "author",
            "string",
            _("Key of whoever told of it, the same in every dataset"),
            lambda row: pseudonym(row.author),
            required=True,
        ),
        Column("kind", "string", _("application, story, chart or study"), lambda row: row.kind, required=True),
        Column("title", "string", _("Name"), lambda row: row.title, required=True),
        Column("description", "text", _("What it does"), lambda row: row.description, required=True),
        Column("link", "url", _("Where it is"), lambda row: row.link, required=True),
        Column("datasets", "list", _("Names of the datasets that it uses"), lambda row: row.datasets, required=True),
        Column("lang", "string", _("Language of the text (BCP 47)"), lambda row: row.lang, required=True),
        Column(
            "sample",
            "boolean",
            _("Whether it is made up, for a demonstration"),
            lambda row: row.is_sample,
            required=True,
        ),
        Column("published_at", "datetime", _("When it was published"), lambda row: row.published_at),
    ),
    withheld=(NAMES_WITHHELD, HIDDEN_WITHHELD),
    subject_kind="reuse",
    orders={"id": ("id",), "newest": ("-published_at", "-id")},
    hanging=Hanging(rows=Reuse.objects.all),
)


def register() -> None:
    """Register the dataset."""
    register_dataset(REUSES)
