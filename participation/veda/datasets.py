"""The dataset of electoral periods."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.opendata.registry import Column, Dataset, Withheld, register_dataset
from participation.veda.models import ElectoralPeriod


def rows(at: datetime) -> QuerySet:
    """Return every period, those withdrawn too."""
    return ElectoralPeriod.objects.all()


ELECTORAL_PERIODS = Dataset(
    name="electoral_periods",
    position=84,
    title=_("Electoral periods"),
    description=_("When and where government propaganda is suspended by law, and what each period rests on."),
    rows=rows,
    columns=(
        Column("id", "integer", _("Key of the period"), lambda row: row.pk, required=True),
        Column("name", "string", _("Name"), lambda row: row.name, required=True),
        Column("kind", "string", _("election, revocation, consultation or other"), lambda row: row.kind, required=True),
        Column(
            "territory",
            "integer",
            _("Key of the territory that it touches, with everything in it; empty: the whole installation"),
            lambda row: row.territory_id,
        ),
        Column("starts_on", "date", _("First day"), lambda row: row.starts_on, required=True),
        Column("ends_on", "date", _("Last day: it ends when that day ends"), lambda row: row.ends_on, required=True),
        Column("legal_basis", "string", _("Law and article"), lambda row: row.legal_basis, required=True),
        Column("legal_url", "url", _("Address of the legal basis"), lambda row: row.legal_url, required=True),
        Column("lifted_at", "datetime", _("Since when nothing is withheld for it"), lambda row: row.lifted_at),
        Column("withdrawn_at", "datetime", _("When it was withdrawn"), lambda row: row.withdrawn_at),
        Column("reason", "string", _("Why it was corrected, lifted or withdrawn"), lambda row: row.reason),
        Column("declared_at", "datetime", _("When it was declared"), lambda row: row.declared_at, required=True),
        Column(
            "translations",
            "object",
            _("The same texts in further languages"),
            lambda row: row.translations,
            required=True,
        ),
    ),
    withheld=(Withheld(_("Who declared it"), _("The institution answers for it, not one of its employees.")),),
    filterset="participation.veda.api.ElectoralPeriodFilters",
)


def register() -> None:
    """Register the dataset."""
    register_dataset(ELECTORAL_PERIODS)
