"""Datasets of proposals: the proposals, and their supports as counts."""

from collections.abc import Callable
from datetime import datetime
from math import isfinite
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.models import Person
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
from proposals.coauthors import signers_of_row
from proposals.models import Proposal
from proposals.support_rows import gather_supports, support_cells


def proposal_rows(at: datetime) -> QuerySet:
    """Return the public proposals with all that the columns read, in one query."""
    return (
        Proposal.objects.public()
        .annotate(signed_by=signers_of_row())
        .select_related("subject__counts", "subject__origin__batch", "counts", "author", "organisation", "component")
        .taken_up()
        .defer("subject__search")
    )


def counted(part: str, name: str) -> Callable[[Any], Any]:
    """Return a reader of a counter; unknown where the proposal has none."""

    def read(row: Any) -> Any:
        counts = getattr(row.subject if part == "subject" else row, "counts", None)
        return getattr(counts, name, None)

    return read


def origin(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a reader of where an imported proposal comes from; empty for our own."""

    def of(row: Any) -> Any:
        found = getattr(row.subject, "origin", None) if row.is_imported else None
        return read(found) if found is not None else None

    return of


def fact(name: str) -> Callable[[Any], Any]:
    """Return a reader of an imported figure; unknown where it is not a number."""

    def number(found: Any) -> int | float | None:
        value = found.facts.get(name)
        if isinstance(value, str):
            try:
                value = float(value)
            except ValueError:
                return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
            return None
        return int(value) if value == int(value) else value

    return origin(number)


def place(row: Any) -> dict[str, Any] | None:
    """Return the point of a proposal."""
    if row.latitude is None:
        return None
    return {"type": "Point", "coordinates": [float(row.longitude), float(row.latitude)]}


PROPOSALS = Dataset(
    name="proposals",
    position=40,
    title=_("Proposals"),
    description=_("What people propose, with its supports and comments counted and the state of its answer."),
    rows=proposal_rows,
    columns=(
        Column("id", "integer", _("Key of the proposal"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column("process", "integer", _("Key of the process"), lambda row: row.component.process_id, required=True),
        Column("component", "integer", _("Key of the proposal call"), lambda row: row.component_id, required=True),
        Column(
            "author",
            "string",
            _("Key of the author, the same in every dataset; empty for imported proposals"),
            lambda row: pseudonym(row.organisation or row.author),
        ),
        Column("title", "string", _("Title"), lambda row: row.title, required=True),
        Column("body", "text", _("The proposal itself"), lambda row: row.body, required=True),
        Column(
            "body_format",
            "string",
            _("text or html"),
            lambda row: "html" if row.body_is_html else "text",
            required=True,
        ),
        Column("lang", "string", _("Language of the text (BCP 47)"), lambda row: row.lang, required=True),
        Column(
            "state",
            "string",
            _("published, in_evaluation, answered, merged (joined to another) or split (divided into parts)"),
            lambda row: row.state,
            required=True,
        ),
        Column("territory", "integer", _("Key of the territory"), lambda row: row.territory_id),
        Column("latitude", "number", _("Latitude of its place (WGS 84)"), lambda row: row.latitude),
        Column("longitude", "number", _("Longitude of its place (WGS 84)"), lambda row: row.longitude),
        Column("address", "string", _("Its place in words"), lambda row: row.address),
        Column("tags", "list", _("Tags"), lambda row: row.tags, required=True),
        Column("supports_count", "integer", _("People who support it"), counted("proposal", "supports")),
        Column("comments_count", "integer", _("Visible comments"), counted("subject", "comments")),
        Column("comments_for", "integer", _("Visible comments in favour"), counted("subject", "comments_for")),
        Column("comments_neutral", "integer", _("Visible neutral comments"), counted("subject", "comments_neutral")),
        Column("comments_against", "integer", _("Visible comments against"), counted("subject", "comments_against")),
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
        Column("published_at", "datetime", _("When it was published"), lambda row: row.published_at),
        Column("edited_at", "datetime", _("When it was last edited"), lambda row: row.edited_at),
        Column("origin_host", "string", _("Platform that it was imported from"), origin(lambda row: row.host)),
        Column("origin_id", "string", _("Its key there"), origin(lambda row: row.external_id)),
        Column("origin_url", "url", _("Its page there"), origin(lambda row: row.url)),
        Column("origin_source", "string", _("Who published the imported data"), origin(lambda row: row.batch.source)),
        Column(
            "origin_licence",
            "string",
            _("Licence of the imported data; it goes before ours"),
            origin(lambda row: row.batch.licence),
        ),
        Column("origin_votes", "number", _("Votes there, as imported; never counted as ours"), fact("votes")),
        Column("origin_amount", "number", _("Amount there, as imported"), fact("amount")),
        Column(
            "origin_currency", "string", _("Currency of that amount"), origin(lambda row: row.facts.get("currency"))
        ),
        Column(
            "origin_facts",
            "object",
            _("Figures as imported (votes, amounts); never counted as ours"),
            origin(lambda row: row.facts),
        ),
        Column(
            "coauthors",
            "list",
            _("Keys of those who sign it with the author"),
            lambda row: [pseudonym(Person(key=UUID(one["key"]))) for one in row.signed_by],
            required=True,
        ),
        Column(
            "merged_into",
            "integer",
            _("Key of the proposal that officials joined it to, where its supports count now"),
            lambda row: getattr(row, "merged_into", None),
        ),
        Column(
            "divided_from",
            "integer",
            _("Key of the proposal that officials divided, of which this is a part"),
            lambda row: getattr(row, "divided_from", None),
        ),
        Column(
            "organisation",
            "integer",
            _("Key of the organisation in whose name it stands; then it is the author"),
            lambda row: row.organisation_id,
        ),
        Column(
            "institution",
            "integer",
            _("Key of the institution that proposes it, to be debated before deciding"),
            lambda row: row.institution_id,
        ),
        Column(
            "step",
            "string",
            _("Step that its call names within the state; the steps stand in the rules of the call"),
            lambda row: row.step,
        ),
    ),
    withheld=(
        NAMES_WITHHELD,
        HIDDEN_WITHHELD,
        Withheld(
            _("Who supports a proposal"), _("A support says what somebody thinks. Only how many they are is published.")
        ),
    ),
    subject_kind="proposal",
    filterset="proposals.api.ProposalApiFilters",
    orders={
        "id": ("id",),
        "newest": ("-published_at", "-id"),
        "supported": ("-counts__supports", "-id"),
        "commented": ("-subject__counts__comments", "-subject_id"),
    },
    geometry=place,
    hanging=Hanging(rows=Proposal.objects.all),
)

SUPPORTS = Dataset(
    name="supports",
    position=45,
    title=_("Supports by day"),
    description=_(
        "How many people supported each proposal, by day (UTC) and channel; and by territory, where at least ten "
        "people of it are together."
    ),
    rows=support_cells,
    gather=gather_supports,
    columns=(
        Column("proposal", "integer", _("Key of the proposal"), lambda row: row["proposal"], required=True),
        Column("day", "date", _("Day (UTC)"), lambda row: row["day"], required=True),
        Column(
            "channel",
            "string",
            _("How they reached us: web, api, counter, paper, encounter or import"),
            lambda row: row["channel"],
            required=True,
        ),
        Column(
            "territory",
            "integer",
            _("Key of the territory of those who support it; empty for the rest of the day and channel, together"),
            lambda row: row["territory"],
        ),
        Column("count", "integer", _("How many people"), lambda row: row["count"], required=True),
    ),
    withheld=(
        Withheld(
            _("Who supports a proposal"), _("A support says what somebody thinks. Only how many they are is published.")
        ),
        Withheld(
            _("The territory of fewer than ten people"),
            _(
                "A small group on one day, in one place, could be recognised. They are counted in the row without a "
                "territory. Where that row would hold fewer than ten, the smallest of the named territories joins it: "
                "otherwise a subtraction would tell how many they were."
            ),
        ),
        Withheld(
            _("The territories of a day that is not over (UTC)"),
            _("Two downloads of one day would show in their difference where the person lives who came in between."),
        ),
        Withheld(
            _("The hour of a support"),
            _("With it one could guess who supported from what the same person did at that time."),
        ),
    ),
    key="",
    filterset="proposals.api.SupportFilters",
    orders={"": ("proposal", "day", "channel", "territory")},
    feed=False,
    api=False,
)


def register() -> None:
    """Register the datasets of this floor."""
    for dataset in (PROPOSALS, SUPPORTS):
        register_dataset(dataset)
