"""The dataset of territories."""

from datetime import datetime

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from participation.opendata.registry import Column, Dataset, Withheld, register_dataset
from participation.opendata.values import address
from participation.territories.models import Territory


def rows(at: datetime) -> QuerySet:
    """Return every territory; the outline itself stands in the GeoJSON file."""
    return Territory.objects.annotate(
        outlined=Case(When(outline__isnull=True, then=Value(0)), default=Value(1), output_field=IntegerField())
    )


TERRITORIES = Dataset(
    name="territories",
    position=80,
    title=_("Territories"),
    description=_("The places that this installation works with: municipalities, zones, colonias and other levels."),
    rows=rows,
    columns=(
        Column("id", "integer", _("Key of the territory"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(f"/territorios/{row.pk}/"), required=True),
        Column("name", "string", _("Name"), lambda row: row.name, required=True),
        Column(
            "level", "string", _("Level: state, municipality, zone, colonia…"), lambda row: row.level, required=True
        ),
        Column("cvegeo", "string", _("INEGI's geostatistical code (CVEGEO)"), lambda row: row.cvegeo),
        Column("parent", "integer", _("Key of the territory that it lies in"), lambda row: row.parent_id),
        Column("active", "boolean", _("Whether it is still in use"), lambda row: row.is_active, required=True),
        Column(
            "outlined",
            "boolean",
            _("Whether the GeoJSON file holds its outline"),
            lambda row: bool(row.outlined),
            required=True,
        ),
        Column("source", "string", _("Where name and outline come from"), lambda row: row.source),
    ),
    withheld=(Withheld(_("Outlines in CSV and JSON Lines"), _("They are large; the GeoJSON file holds them.")),),
    filterset="participation.territories.api.TerritoryFilters",
    geometry=lambda row: row.outline,
)


def register() -> None:
    """Register the datasets of this mechanism."""
    register_dataset(TERRITORIES)
