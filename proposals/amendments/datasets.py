"""The dataset of proposed changes."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.opendata.registry import (
    HIDDEN_WITHHELD,
    NAMES_WITHHELD,
    Column,
    Dataset,
    Hanging,
    Withheld,
    register_dataset,
)
from participation.opendata.values import address, pseudonym
from proposals.models import Amendment


def rows(at: datetime) -> QuerySet:
    """Return the public changes."""
    return Amendment.objects.public().select_related("subject__counts", "author", "version").defer("subject__search")


AMENDMENTS = Dataset(
    name="amendments",
    position=42,
    title=_("Proposed changes"),
    description=_("Changes that people propose to the text of a proposal, and what its authors decided."),
    rows=rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column("proposal", "integer", _("Key of the proposal"), lambda row: row.proposal_id, required=True),
        Column(
            "author",
            "string",
            _("Key of the author, the same in every dataset"),
            lambda row: pseudonym(row.author),
            required=True,
        ),
        Column("title", "string", _("What changes"), lambda row: row.title, required=True),
        Column("passage", "text", _("The paragraph as it was then"), lambda row: row.passage, required=True),
        Column("wording", "text", _("The paragraph as it would be; empty: it would go"), lambda row: row.wording),
        Column("reason", "text", _("Why"), lambda row: row.reason, required=True),
        Column("lang", "string", _("Language of the text (BCP 47)"), lambda row: row.lang, required=True),
        Column("state", "string", _("open, accepted or declined"), lambda row: row.state, required=True),
        Column("answer", "text", _("Why it was not accepted"), lambda row: row.answer),
        Column(
            "version",
            "integer",
            _("Number of the version of the proposal that it is in"),
            lambda row: row.version.number if row.version_id else None,
        ),
        Column(
            "joined_count",
            "integer",
            _("How many more people want it"),
            lambda row: getattr(getattr(row.subject, "counts", None), "joins", None),
        ),
        Column(
            "channel",
            "string",
            _("How it reached us: web, api, counter, paper, encounter or import"),
            lambda row: row.channel,
            required=True,
        ),
        Column(
            "sample",
            "boolean",
            _("Whether it is made up, for a demonstration"),
            lambda row: row.is_sample,
            required=True,
        ),
        Column("published_at", "datetime", _("When it was published"), lambda row: row.at, required=True),
        Column("decided_at", "datetime", _("When it was decided"), lambda row: row.decided_at),
    ),
    withheld=(
        NAMES_WITHHELD,
        HIDDEN_WITHHELD,
        Withheld(_("Who joins"), _("Joining says what somebody cares about. Only how many they are is published.")),
    ),
    subject_kind="amendment",
    filterset="proposals.amendments.api.AmendmentFilters",
    orders={"id": ("id",), "newest": ("-at", "-id")},
    hanging=Hanging(rows=Amendment.objects.all),
)


def register() -> None:
    """Register the dataset."""
    register_dataset(AMENDMENTS)
