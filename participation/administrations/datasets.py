"""The dataset of what administrations said of what they inherited."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.administrations.models import Pronouncement
from participation.opendata.registry import Column, Dataset, Withheld, register_dataset
from participation.subjects.querysets import shown


def rows(at: datetime) -> QuerySet:
    """Return what was said of whatever anybody may see."""
    found = Pronouncement.objects.filter(administration__withdrawn_at__isnull=True)
    return shown(found).select_related("administration", "subject")


PRONOUNCEMENTS = Dataset(
    name="pronouncements",
    position=86,
    title=_("What new administrations say"),
    description=_("What became of each thing that a new administration inherited, in its own words."),
    rows=rows,
    columns=(
        Column("id", "integer", _("Key"), lambda row: row.pk, required=True),
        Column("subject", "integer", _("Key of the subject"), lambda row: row.subject_id, required=True),
        Column(
            "administration",
            "string",
            _("Name of the administration"),
            lambda row: row.administration.name,
            required=True,
        ),
        Column("starts_on", "date", _("Its first day"), lambda row: row.administration.starts_on, required=True),
        Column("stance", "string", _("continues, changes or ends"), lambda row: row.stance, required=True),
        Column("reasons", "string", _("Reasons"), lambda row: row.reasons, required=True),
        Column("at", "datetime", _("When it was said"), lambda row: row.at, required=True),
    ),
    withheld=(Withheld(_("Who wrote it"), _("The institution answers for it, not one of its employees.")),),
    filterset="participation.administrations.api.PronouncementFilters",
)


def register() -> None:
    """Register the dataset."""
    register_dataset(PRONOUNCEMENTS)
