"""The dataset of the public agenda."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.agenda.models import Meeting
from participation.opendata.registry import HIDDEN_WITHHELD, Column, Dataset, Hanging, register_dataset
from participation.opendata.values import address


def rows(at: datetime) -> QuerySet:
    """Return the meetings of the public agenda."""
    return Meeting.objects.public().select_related("subject").defer("subject__search")


MEETINGS = Dataset(
    name="meetings",
    position=68,
    title=_("Public agenda"),
    description=_("Meetings of public offices: who, with whom, about what, where, when, and what came of them."),
    rows=rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column("institution", "integer", _("Key of the institution"), lambda row: row.institution_id, required=True),
        Column("office", "string", _("Office that meets"), lambda row: row.office, required=True),
        Column("holder", "string", _("Who holds it"), lambda row: row.holder),
        Column("counterpart", "string", _("With whom"), lambda row: row.counterpart, required=True),
        Column("topic", "string", _("About what"), lambda row: row.topic, required=True),
        Column("place", "string", _("Where"), lambda row: row.place, required=True),
        Column("starts_at", "datetime", _("When it begins"), lambda row: row.starts_at, required=True),
        Column("ends_at", "datetime", _("When it ends"), lambda row: row.ends_at),
        Column("link", "url", _("Address with more"), lambda row: row.link or None),
        Column("outcome", "text", _("What came of it"), lambda row: row.outcome),
        Column("cancelled_at", "datetime", _("When it was cancelled"), lambda row: row.cancelled_at),
        Column("cancel_reason", "string", _("Why it was cancelled"), lambda row: row.cancel_reason),
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
    subject_kind="meeting",
    filterset="participation.agenda.api.MeetingFilters",
    orders={"id": ("id",), "day": ("starts_at", "id")},
    hanging=Hanging(rows=Meeting.objects.all),
)


def register() -> None:
    """Register the dataset."""
    register_dataset(MEETINGS)
