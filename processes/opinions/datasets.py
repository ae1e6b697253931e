"""Datasets of opinion groups: the statements, and each computing of groups with what may be told of it."""

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
from participation.opendata.visibility import shown
from processes.models import Component, OpinionRound, Process, Statement


def statement_rows(at: datetime) -> QuerySet:
    """Return the public statements."""
    return Statement.objects.public().select_related("subject", "author").defer("subject__search")


def round_rows(at: datetime) -> QuerySet:
    """Return the published computings of public activities."""
    public = shown(Component.objects.filter(process__in=Process.objects.public()))
    return OpinionRound.objects.filter(state="done", component__in=public.values("pk")).defer("model")


STATEMENTS = Dataset(
    name="statements",
    position=44,
    title=_("Statements"),
    description=_("Short statements with which people agree or disagree; their figures stand in the opinion groups."),
    rows=statement_rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column("component", "integer", _("Key of the activity"), lambda row: row.component_id, required=True),
        Column(
            "author",
            "string",
            _("Key of the author, the same in every dataset"),
            lambda row: pseudonym(row.author),
            required=True,
        ),
        Column("text", "string", _("The statement"), lambda row: row.text, required=True),
        Column("lang", "string", _("Language of the text (BCP 47)"), lambda row: row.lang, required=True),
        Column(
            "seeded", "boolean", _("Whether whoever convened it put it there"), lambda row: row.seeded, required=True
        ),
        Column("channel", "string", _("How it reached us"), lambda row: row.channel, required=True),
        Column(
            "sample",
            "boolean",
            _("Whether it is made up, for a demonstration"),
            lambda row: row.is_sample,
            required=True,
        ),
        Column("published_at", "datetime", _("When it was published"), lambda row: row.published_at),
    ),
    withheld=(
        NAMES_WITHHELD,
        HIDDEN_WITHHELD,
        Withheld(
            _("Who answered, and what"), _("Answers are opinions: only counts of groups of people are published.")
        ),
    ),
    subject_kind="statement",
    filterset="processes.opinions.api.StatementFilters",
    orders={"id": ("id",), "newest": ("-published_at", "-id")},
    hanging=Hanging(rows=Statement.objects.all),
)

GROUPS = Dataset(
    name="opinion_groups",
    position=45,
    title=_("Opinion groups"),
    description=_(
        "Groups of people who answered statements alike, as computed each time: sizes, what each answered, and all "
        "that the computing depended on."
    ),
    rows=round_rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("component", "integer", _("Key of the activity"), lambda row: row.component_id, required=True),
        Column(
            "number", "integer", _("Number of the computing; the highest holds"), lambda row: row.number, required=True
        ),
        Column("computed_at", "datetime", _("When it was published"), lambda row: row.done_at, required=True),
        Column("people", "integer", _("How many people answered"), lambda row: row.people, required=True),
        Column("answers", "integer", _("How many answers they gave"), lambda row: row.answers, required=True),
        Column("groups", "integer", _("How many groups were found"), lambda row: row.groups, required=True),
        Column(
            "results",
            "object",
            _(
                "Size and place of each group, and for each statement what everybody and each group answered: numbers "
                "where they may be told, and in which fifth of those who answered agreeing and disagreeing lies (1 to "
                "5)"
            ),
            lambda row: row.results,
            required=True,
        ),
        Column("parameters", "object", _("What the computing depended on"), lambda row: row.parameters, required=True),
        Column("digest", "string", _("SHA-256 of the sorted answers"), lambda row: row.digest, required=True),
    ),
    withheld=(
        Withheld(
            _("The answers of each person, also without names"),
            _(
                "A row of many answers is like a fingerprint: who knows some of them would find the person and the "
                "rest."
            ),
        ),
        Withheld(
            _("Counts below ten, and those that would tell them by subtraction"),
            _("So that nobody can be singled out."),
        ),
        Withheld(
            _("The components from which the groups were computed"),
            _("In a small group they would say much about single people."),
        ),
    ),
    filterset="processes.opinions.api.RoundFilters",
    hanging=Hanging(
        rows=OpinionRound.objects.all, path="component__subject", also="component__process__subject", below=False
    ),
)


def register() -> None:
    """Register the datasets."""
    register_dataset(STATEMENTS)
    register_dataset(GROUPS)
