"""The dataset of encounters: when, where, by whom, who came in numbers, and what was said. Nobody who registered."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from participation.opendata.registry import HIDDEN_WITHHELD, Column, Dataset, Hanging, Withheld, register_dataset
from participation.opendata.values import address
from processes.encounters.figures import told_attendance
from processes.models import Encounter, Minutes


def rows(at: datetime) -> QuerySet:
    """Return the public encounters."""
    through = Encounter.institutions.through.objects.filter(encounter=OuterRef("pk")).order_by("institution_id")
    told = JSONObject(
        number="number",
        summary="summary",
        items="items",
        transcript="transcript",
        recording="recording_url",
        translations="translations",
    )
    last = Minutes.objects.filter(encounter=OuterRef("pk")).order_by("-number").values(told=told)[:1]
    public = Encounter.objects.public().select_related("subject").defer("subject__search", "online_url")
    return public.annotate(of_institutions=ArraySubquery(through.values("institution_id")), last_minutes=Subquery(last))


def place(row: Any) -> dict[str, Any] | None:
    """Return where it is, as GeoJSON."""
    if row.latitude is None:
        return None
    return {"type": "Point", "coordinates": [row.longitude, row.latitude]}


ENCOUNTERS = Dataset(
    name="encounters",
    position=46,
    title=_("Encounters"),
    description=_("Encounters, dialogues, sessions and workshops: when, where, who came in numbers, what was said."),
    rows=rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column("component", "integer", _("Key of the activity"), lambda row: row.component_id, required=True),
        Column("kind", "string", _("Kind of encounter"), lambda row: row.kind, required=True),
        Column(
            "state", "string", _("Announced, cancelled, or closed with minutes"), lambda row: row.state, required=True
        ),
        Column("title", "string", _("Title"), lambda row: row.title, required=True),
        Column("description", "text", _("What it is about"), lambda row: row.description),
        Column("mode", "string", _("In person, online or both"), lambda row: row.mode, required=True),
        Column("starts_at", "datetime", _("When it begins"), lambda row: row.starts_at, required=True),
        Column("ends_at", "datetime", _("When it ends"), lambda row: row.ends_at, required=True),
        Column("time_zone", "string", _("Time zone of the place"), lambda row: row.time_zone, required=True),
        Column("place", "string", _("Where"), lambda row: row.place),
        Column("latitude", "number", _("Latitude of its place (WGS 84)"), lambda row: row.latitude),
        Column("longitude", "number", _("Longitude of its place (WGS 84)"), lambda row: row.longitude),
        Column("services", "list", _("Accessibility services of the place"), lambda row: row.services, required=True),
        Column("territory", "integer", _("Key of the territory"), lambda row: row.territory_id),
        Column("institutions", "list", _("Keys of the institutions"), lambda row: row.of_institutions, required=True),
        Column("organisers", "string", _("Who else organises it"), lambda row: row.organisers),
        Column("agenda", "text", _("Agenda, a line for each point"), lambda row: row.agenda),
        Column("capacity", "integer", _("Seats; nothing: without a limit"), lambda row: row.capacity),
        Column("reserved", "object", _("Seats kept for sectors"), lambda row: row.reserved, required=True),
        Column("cancel_reason", "string", _("Why it was cancelled"), lambda row: row.cancel_reason),
        Column(
            "attendance",
            "object",
            _("Who came: people in all, and people and organisations by sector where they may be told"),
            told_attendance,
        ),
        Column("minutes", "object", _("The last version of the minutes"), lambda row: row.last_minutes),
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
    withheld=(
        HIDDEN_WITHHELD,
        Withheld(
            _("Who registered and who came"),
            _("Only numbers by sector are published, and those of fewer than ten people are not."),
        ),
        Withheld(_("The link to connect"), _("It is shown to whom and when the organisers say.")),
    ),
    subject_kind="encounter",
    filterset="processes.encounters.api.EncounterFilters",
    orders={"id": ("id",), "day": ("starts_at", "id")},
    geometry=place,
    hanging=Hanging(rows=Encounter.objects.all),
)


def register() -> None:
    """Register the dataset."""
    register_dataset(ENCOUNTERS)
