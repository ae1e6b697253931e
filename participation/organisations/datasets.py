"""The dataset of organisations."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from participation.opendata.registry import HIDDEN_WITHHELD, Column, Dataset, Hanging, Withheld, register_dataset
from participation.opendata.values import address, pseudonym
from participation.organisations.models import Organisation


def rows(at: datetime) -> QuerySet:
    """Return the organisations that anybody may see, with how many people represent each now."""
    speaking = Count("representations", filter=Q(representations__ended_at__isnull=True))
    return Organisation.objects.public().select_related("subject").annotate(speaking=speaking).defer("subject__search")


ORGANISATIONS = Dataset(
    name="organisations",
    position=48,
    title=_("Organisations"),
    description=_("Associations and groups that propose and comment here. They never support or vote."),
    rows=rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column(
            "author",
            "string",
            _("The key with which it stands as author of proposals and comments"),
            pseudonym,
            required=True,
        ),
        Column("name", "string", _("Name"), lambda row: row.name, required=True),
        Column(
            "kind",
            "string",
            _("association, collective, neighbours, company, academic or other"),
            lambda row: row.kind,
            required=True,
        ),
        Column("sector", "string", _("What it works on"), lambda row: row.sector),
        Column("description", "text", _("Who they are and what they do"), lambda row: row.description, required=True),
        Column("website", "url", _("Website"), lambda row: row.website),
        Column("lang", "string", _("Language of the text (BCP 47)"), lambda row: row.lang, required=True),
        Column("state", "string", _("registered or closed"), lambda row: row.state, required=True),
        Column(
            "representatives",
            "integer",
            _("How many people represent it now"),
            lambda row: getattr(row, "speaking", None),
        ),
        Column("registered_at", "datetime", _("When it was registered"), lambda row: row.registered_at, required=True),
        Column("closed_at", "datetime", _("When it was closed"), lambda row: row.closed_at),
        Column(
            "sample",
            "boolean",
            _("Whether it is made up, for a demonstration"),
            lambda row: row.is_sample,
            required=True,
        ),
    ),
    withheld=(
        Withheld(
            _("Who represents an organisation, and its contact"),
            _("People speak here in the name of the organisation, not in their own. Its page names whoever chose so."),
        ),
        HIDDEN_WITHHELD,
    ),
    subject_kind="organisation",
    orders={"id": ("id",), "newest": ("-registered_at", "-id")},
    hanging=Hanging(rows=Organisation.objects.all),
)


def register() -> None:
    """Register the dataset."""
    register_dataset(ORGANISATIONS)
