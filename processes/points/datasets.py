"""The dataset of collection points."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.opendata.registry import HIDDEN_WITHHELD, Column, Dataset, Hanging, Withheld, register_dataset
from participation.opendata.values import address
from processes.models import Point


def rows(at: datetime) -> QuerySet:
    """Return the points that anybody may see, with what they serve."""
    return Point.objects.public().select_related("subject").defer("subject__search").prefetch_related("processes")


def place(row: Any) -> dict[str, Any] | None:
    """Return where a point is."""
    if row.latitude is None:
        return None
    return {"type": "Point", "coordinates": [float(row.longitude), float(row.latitude)]}


def _served(row: Any) -> list[int]:
    return sorted(one.pk for one in row.processes.all())


POINTS = Dataset(
    name="points",
    position=17,
    title=_("Collection points"),
    description=_(
        "Where people take part in person, without internet: place, hours, and the processes that it serves."
    ),
    rows=rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column("institution", "integer", _("Key of the institution"), lambda row: row.institution_id, required=True),
        Column("processes", "list", _("Keys of the processes that it serves"), _served, required=True),
        Column("name", "string", _("Name"), lambda row: row.name, required=True),
        Column("address", "string", _("Address"), lambda row: row.address, required=True),
        Column("directions", "string", _("How to get there"), lambda row: row.directions),
        Column("territory", "integer", _("Key of the territory"), lambda row: row.territory_id),
        Column("latitude", "number", _("Latitude (WGS 84)"), lambda row: row.latitude),
        Column("longitude", "number", _("Longitude (WGS 84)"), lambda row: row.longitude),
        Column(
            "week",
            "object",
            _("Hours of each day of the week (1 is Monday), local time"),
            lambda row: {str(number): hours for number, hours in enumerate(row.week, start=1)},
            required=True,
        ),
        Column("days", "object", _("Days whose hours differ, and why"), lambda row: row.days, required=True),
        Column("opens_on", "date", _("First day"), lambda row: row.opens_on),
        Column("closes_on", "date", _("Last day"), lambda row: row.closes_on),
        Column("closed_at", "datetime", _("When it was closed for good"), lambda row: row.closed_at),
        Column(
            "sample",
            "boolean",
            _("Whether it is made up, for a demonstration"),
            lambda row: row.is_sample,
            required=True,
        ),
    ),
    withheld=(
        Withheld(_("Who attends people"), _("Officers are public only through what they sign.")),
        HIDDEN_WITHHELD,
    ),
    subject_kind="point",
    filterset="processes.points.api.PointFilters",
    orders={"id": ("id",), "name": ("name", "id")},
    geometry=place,
    hanging=Hanging(rows=Point.objects.all),
)


def register() -> None:
    """Register the dataset."""
    register_dataset(POINTS)
