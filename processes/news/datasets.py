"""The dataset of news."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.opendata.registry import HIDDEN_WITHHELD, Column, Dataset, Hanging, Withheld, register_dataset
from participation.opendata.values import address
from processes.models import News


def rows(at: datetime) -> QuerySet:
    """Return the published news of public processes."""
    return News.objects.public().select_related("subject").defer("subject__search")


NEWS = Dataset(
    name="news",
    position=16,
    title=_("News of processes"),
    description=_("Short posts of whoever leads a process."),
    rows=rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column("process", "integer", _("Key of the process"), lambda row: row.process_id, required=True),
        Column("title", "string", _("Title"), lambda row: row.title, required=True),
        Column("text", "html", _("Text"), lambda row: row.body, required=True),
        Column("lang", "string", _("Language of the text (BCP 47)"), lambda row: row.lang, required=True),
        Column(
            "translations",
            "object",
            _("The same texts in further languages"),
            lambda row: row.translations,
            required=True,
        ),
        Column("published_at", "datetime", _("When it was published"), lambda row: row.published_at, required=True),
    ),
    withheld=(
        Withheld(_("Those that are being prepared"), _("They are drafts until they are published.")),
        HIDDEN_WITHHELD,
    ),
    subject_kind="news",
    filterset="processes.news.api.NewsFilters",
    orders={"id": ("id",), "newest": ("-published_at", "-id")},
    hanging=Hanging(rows=News.objects.all),
)


def register() -> None:
    """Register the dataset."""
    register_dataset(NEWS)
