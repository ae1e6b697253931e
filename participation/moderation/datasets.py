"""The dataset of moderation: how much was reported, decided and appealed, by month. Never people."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation.moderation import figures
from participation.opendata.registry import Column, Dataset, Withheld, register_dataset


def rows(at: datetime) -> QuerySet:
    """Return the counts by month."""
    return figures.cells(at)


def _month(row: Any) -> str:
    return timezone.localdate(row["month"]).strftime("%Y-%m")


STATISTICS = Dataset(
    name="moderation_statistics",
    position=90,
    title=_("Moderation in figures"),
    description=_("How much was reported, what was decided and what came of appeals, by month."),
    rows=rows,
    columns=(
        Column("month", "string", _("Month (YYYY-MM, local time)"), _month, required=True),
        Column(
            "what",
            "string",
            _("What is counted: report, noticed, decision, rule, appeal or block"),
            lambda row: row["what"],
            required=True,
        ),
        Column(
            "detail",
            "string",
            _("The reason of the report, what was noticed, the outcome, or the short name of the house rule"),
            lambda row: row["detail"] or None,
        ),
        Column("count", "integer", _("How many"), lambda row: row["count"], required=True),
    ),
    withheld=(
        Withheld(
            _("Who reported, who wrote it, who decided and whose account is blocked"),
            _("They are personal data, and nobody should fear to report. Only how many they are is published."),
        ),
        Withheld(_("What was hidden"), _("It is not public. The reasons are in the log of decisions.")),
    ),
    key="",
    orders={"": ("month", "what", "detail")},
    feed=False,
    api=False,
)


def register() -> None:
    """Register the dataset of this mechanism."""
    register_dataset(STATISTICS)
