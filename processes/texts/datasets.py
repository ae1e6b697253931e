"""Datasets of collaborative texts: the texts, their passages, what was suggested on them."""

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
from processes.models import DraftText, Passage, Suggestion


def text_rows(at: datetime) -> QuerySet:
    """Return the public texts."""
    return DraftText.objects.public().select_related("subject", "current").defer("subject__search", "markdown")


def passage_rows(at: datetime) -> QuerySet:
    """Return the passages of public texts, also those that are gone."""
    return Passage.objects.filter(text__in=DraftText.objects.public().values("pk")).select_related("gone_in")


def suggestion_rows(at: datetime) -> QuerySet:
    """Return the public suggestions."""
    rows = Suggestion.objects.public().select_related(
        "subject__counts", "author", "organisation", "made_on", "taken_in"
    )
    return rows.defer("subject__search")


SAMPLE = Column(
    "sample", "boolean", _("Whether it is made up, for a demonstration"), lambda row: row.is_sample, required=True
)
TEXTS = Dataset(
    name="texts",
    position=53,
    title=_("Collaborative texts"),
    description=_("Documents that are written together: where each is on its way, and how many signed it."),
    rows=text_rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column("component", "integer", _("Key of the activity"), lambda row: row.component_id, required=True),
        Column("title", "string", _("Title"), lambda row: row.title, required=True),
        Column("summary", "string", _("In one sentence"), lambda row: row.summary),
        Column("lang", "string", _("Language of the text (BCP 47)"), lambda row: row.lang, required=True),
        Column("state", "string", _("open (in the making) or adopted"), lambda row: row.state, required=True),
        Column("version", "integer", _("Number of the version that holds"), lambda row: row.current.number),
        Column("adoption", "text", _("How it was adopted, and what follows"), lambda row: row.adoption),
        Column("signed", "integer", _("How many signatures stand"), lambda row: row.signed, required=True),
        SAMPLE,
        Column("published_at", "datetime", _("When it was published"), lambda row: row.published_at, required=True),
        Column("adopted_at", "datetime", _("When it was adopted"), lambda row: row.adopted_at),
    ),
    withheld=(
        HIDDEN_WITHHELD,
        Withheld(_("The names of who signed"), _("They stand on the page of the text, and can be taken back there.")),
    ),
    subject_kind="text",
    filterset="processes.texts.api.TextFilters",
    hanging=Hanging(rows=DraftText.objects.all),
)
PASSAGES = Dataset(
    name="passages",
    position=54,
    title=_("Passages of texts"),
    description=_("The headings, articles and paragraphs of collaborative texts, each under a key that it keeps."),
    rows=passage_rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("text", "integer", _("Key of the text"), lambda row: row.text_id, required=True),
        Column("key", "integer", _("Its key within the text, the same in all versions"), lambda row: row.key),
        Column("parent", "integer", _("Key of the row under which it stands"), lambda row: row.parent_id),
        Column("position", "integer", _("Its place in the text, from 0"), lambda row: row.position, required=True),
        Column("kind", "string", _("heading, article, paragraph or item"), lambda row: row.kind, required=True),
        Column("level", "integer", _("How deep it stands: headings from 1 to 4"), lambda row: row.level, required=True),
        Column("number", "integer", _("Which paragraph it is; headings have none"), lambda row: row.number or None),
        Column("words", "text", _("Its words"), lambda row: row.words, required=True),
        Column(
            "gone_in",
            "integer",
            _("Number of the version in which it is no more"),
            lambda row: row.gone_in.number if row.gone_in_id else None,
        ),
    ),
    withheld=(HIDDEN_WITHHELD,),
    filterset="processes.texts.api.PassageFilters",
    hanging=Hanging(rows=Passage.objects.all, path="text__subject", own=False),
)
SUGGESTIONS = Dataset(
    name="suggestions",
    position=55,
    title=_("Suggestions on texts"),
    description=_("Other words that people suggest for passages of a text; the answers stand in the answers."),
    rows=suggestion_rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column("text", "integer", _("Key of the text"), lambda row: row.text_id, required=True),
        Column("passage", "integer", _("Key of the row of its passage"), lambda row: row.passage_id, required=True),
        Column(
            "author",
            "string",
            _("Key of the author, the same in every dataset"),
            lambda row: pseudonym(row.organisation or row.author),
            required=True,
        ),
        Column("kind", "string", _("wording, addition, removal or remark"), lambda row: row.kind, required=True),
        Column("made_on", "integer", _("Number of the version it was made on"), lambda row: row.made_on.number),
        Column("before", "text", _("The passage as it was then"), lambda row: row.before, required=True),
        Column("quote", "text", _("The words of it that are meant; empty: all of it"), lambda row: row.quote),
        Column("wording", "text", _("The words as they would be"), lambda row: row.wording),
        Column("reason", "text", _("Why"), lambda row: row.reason, required=True),
        Column("lang", "string", _("Language of the text (BCP 47)"), lambda row: row.lang, required=True),
        Column("in_favour", "integer", _("How many are in favour"), lambda row: row.in_favour, required=True),
        Column("against", "integer", _("How many are against"), lambda row: row.against, required=True),
        Column(
            "taken_in",
            "integer",
            _("Number of the version that took it in"),
            lambda row: row.taken_in.number if row.taken_in_id else None,
        ),
        Column("channel", "string", _("How it reached us"), lambda row: row.channel, required=True),
        SAMPLE,
        Column("published_at", "datetime", _("When it was published"), lambda row: row.at, required=True),
        Column(
            "organisation",
            "integer",
            _("Key of the organisation in whose name it stands; then it is the author"),
            lambda row: row.organisation_id,
        ),
    ),
    withheld=(
        NAMES_WITHHELD,
        HIDDEN_WITHHELD,
        Withheld(_("Who is in favour or against"), _("It says what somebody thinks. Only the numbers are published.")),
    ),
    subject_kind="suggestion",
    filterset="processes.texts.api.SuggestionFilters",
    orders={"id": ("id",), "newest": ("-at", "-id")},
    hanging=Hanging(rows=Suggestion.objects.all),
)


def register() -> None:
    """Register the datasets."""
    for dataset in (TEXTS, PASSAGES, SUGGESTIONS):
        register_dataset(dataset)
