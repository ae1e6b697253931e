"""The dataset of verification figures."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.census.actions.figures import DATASET
from participation.census.models import VerificationFigure
from participation.opendata.registry import Column, Dataset, Withheld, register_dataset


def rows(at: datetime) -> QuerySet:
    """Return every figure."""
    return VerificationFigure.objects.all()


VERIFICATION_STATISTICS = Dataset(
    name=DATASET,
    position=95,
    title=_("Verification figures"),
    description=_("How many people each method verified, month by month. There is nothing of any person in it."),
    rows=rows,
    columns=(
        Column("id", "integer", _("Key of the figure"), lambda row: row.pk, required=True),
        Column("method", "string", _("Method of verification"), lambda row: row.method, required=True),
        Column("month", "date", _("Month, by its first day"), lambda row: row.month, required=True),
        Column("people", "integer", _("People verified; empty where they are fewer than ten"), lambda row: row.people),
    ),
    withheld=(
        Withheld(
            _("Who was verified, when, with which document, and how old they are or where they live"),
            _("It is personal data. Counts below ten are withheld too, so that nobody can be told from them."),
        ),
    ),
    api=False,
)


def register() -> None:
    """Register the dataset."""
    register_dataset(VERIFICATION_STATISTICS)
