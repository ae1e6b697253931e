"""The dataset of agreements."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.opendata.registry import HIDDEN_WITHHELD, Column, Dataset, Hanging, register_dataset
from participation.opendata.values import address
from processes.models import Agreement


def rows(at: datetime) -> QuerySet:
    """Return the agreements that anybody may see."""
    return Agreement.objects.public().select_related("subject").defer("subject__search")


AGREEMENTS = Dataset(
    name="agreements",
    position=57,
    title=_("Agreements"),
    description=_("What was agreed at encounters and in processes. How each goes is in the actions, by its subject."),
    rows=rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column(
            "subject", "integer", _("Key of its subject, as in the actions"), lambda row: row.subject_id, required=True
        ),
        Column("made_at", "integer", _("Key of the subject where it was made"), lambda row: row.subject.parent_id),
        Column("title", "string", _("What was agreed, in one line"), lambda row: row.title, required=True),
        Column("text", "text", _("What was agreed"), lambda row: row.text, required=True),
        Column("made_on", "date", _("When it was agreed"), lambda row: row.made_on, required=True),
        Column(
            "translations",
            "object",
            _("The same texts in further languages"),
            lambda row: row.translations,
            required=True,
        ),
        Column(
            "sample",
            "boolean",
            _("Whether it is made up, for a demonstration"),
            lambda row: row.is_sample,
            required=True,
        ),
    ),
    withheld=(HIDDEN_WITHHELD,),
    subject_kind="agreement",
    filterset="processes.agreements.api.AgreementFilters",
    orders={"id": ("id",), "newest": ("-made_on", "-id")},
    hanging=Hanging(rows=Agreement.objects.all),
)


def register() -> None:
    """Register the dataset."""
    register_dataset(AGREEMENTS)
