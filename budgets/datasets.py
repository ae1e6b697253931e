"""Datasets of budgets: the budgets with their rules, their contests, their projects."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from budgets.models import Budget, Contest, Project
from participation.opendata.registry import (
    HIDDEN_WITHHELD,
    NAMES_WITHHELD,
    Column,
    Dataset,
    Hanging,
    register_dataset,
)
from participation.opendata.values import address, pseudonym
from participation.subjects.querysets import shown


def budget_rows(at: datetime) -> QuerySet:
    """Return the budgets of public processes."""
    return shown(Budget.objects.all(), "component__subject").select_related("component__subject")


def contest_rows(at: datetime) -> QuerySet:
    """Return the public contests."""
    return Contest.objects.public().select_related("subject").defer("subject__search")


def project_rows(at: datetime) -> QuerySet:
    """Return the public projects."""
    return Project.objects.public().select_related("subject", "author", "proposal").defer("subject__search")


SAMPLE = Column(
    "sample", "boolean", _("Whether it is made up, for a demonstration"), lambda row: row.is_sample, required=True
)
BUDGETS = Dataset(
    name="budgets",
    position=80,
    title=_("Participatory budgets"),
    description=_("The rules of each participatory budget: who votes where, on what ballot, and how it is counted."),
    rows=budget_rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.component.subject.path), required=True),
        Column("component", "integer", _("Key of the activity"), lambda row: row.component_id, required=True),
        Column("currency", "string", _("Currency (ISO 4217)"), lambda row: row.currency, required=True),
        Column("reach", "string", _("own, choice, choices or account: who votes where"), lambda row: row.reach),
        Column("most_contests", "integer", _("In how many contests each person votes"), lambda row: row.most_contests),
        Column("leftovers", "string", _("stay or pass: what happens to money left over"), lambda row: row.leftovers),
        Column("publication", "string", _("What is published of the ballots"), lambda row: row.publication),
        Column("ballot", "object", _("The kind of ballot and its limits"), lambda row: row.ballot, required=True),
        Column("rule", "object", _("The record of the counting rule"), lambda row: row.rule, required=True),
        Column("explanation", "text", _("How it is decided, in plain words"), lambda row: row.explanation),
        Column("challenge_authority", "string", _("Where it can be challenged"), lambda row: row.challenge_authority),
        Column("clarification_days", "integer", _("Working days to ask for a clarification"),
               lambda row: row.clarification_days),
        SAMPLE,
    ),
    withheld=(HIDDEN_WITHHELD,),
    filterset="budgets.api.BudgetFilters",
    hanging=Hanging(
        rows=Budget.objects.all, path="component__subject", also="component__process__subject", below=False
    ),
)  # fmt: skip
CONTESTS = Dataset(
    name="contests",
    position=81,
    title=_("Contests of participatory budgets"),
    description=_("Each pot of money that is decided on, and where."),
    rows=contest_rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column("budget", "integer", _("Key of the budget"), lambda row: row.budget_id, required=True),
        Column("title", "string", _("Name"), lambda row: row.title, required=True),
        Column("territory", "integer", _("Key of the territory"), lambda row: row.territory_id),
        Column("amount", "integer", _("Money to decide on, in hundredths of the currency"), lambda row: row.amount,
               required=True),
        Column("group", "string", _("Contests of the same group share a limit"), lambda row: row.group),
        Column("takes_leftovers", "boolean", _("Whether it takes what the others leave over"),
               lambda row: row.takes_leftovers, required=True),
        Column("entitled", "integer", _("How many people may vote here"), lambda row: row.entitled),
        SAMPLE,
    ),
    withheld=(HIDDEN_WITHHELD,),
    subject_kind="contest",
    filterset="budgets.api.ContestFilters",
    hanging=Hanging(rows=Contest.objects.all),
)  # fmt: skip
PROJECTS = Dataset(
    name="projects",
    position=82,
    title=_("Projects of participatory budgets"),
    description=_(
        "What the money could be spent on: what it costs, whether it can be done and why, and what became of it."
    ),
    rows=project_rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column("contest", "integer", _("Key of the contest"), lambda row: row.contest_id, required=True),
        Column("number", "integer", _("Number on the ballot"), lambda row: row.number),
        Column("author", "string", _("Keyed pseudonym of who entered it"), lambda row: pseudonym(row.author)),
        Column("institution", "integer", _("Key of the institution that entered it"), lambda row: row.institution_id),
        Column("proposal", "integer", _("Key of the proposal from which it was made"), lambda row: row.proposal_id),
        Column("title", "string", _("Title"), lambda row: row.title, required=True),
        Column("summary", "string", _("In one sentence"), lambda row: row.summary, required=True),
        Column("body", "text", _("What would be done"), lambda row: row.body),
        Column("lang", "string", _("Language of the text (BCP 47)"), lambda row: row.lang, required=True),
        Column("category", "string", _("Kind of project"), lambda row: row.category),
        Column("state", "string",
               _("submitted, evaluation, feasible, not_feasible, on_ballot, withdrawn, winner or not_chosen"),
               lambda row: row.state, required=True),
        Column("estimate", "integer", _("What whoever entered it thinks that it costs, in hundredths"),
               lambda row: row.estimate),
        Column("cost", "integer", _("What it costs, in hundredths of the currency"), lambda row: row.cost),
        Column("reasons", "text", _("Why it can or cannot be done"), lambda row: row.reasons),
        Column("exclusive_group", "string", _("Of one group only one project can win"),
               lambda row: row.exclusive_group),
        Column("territory", "integer", _("Key of the territory"), lambda row: row.territory_id),
        Column("latitude", "number", _("Latitude (WGS 84)"), lambda row: row.latitude),
        Column("longitude", "number", _("Longitude (WGS 84)"), lambda row: row.longitude),
        Column("address", "string", _("Place in words"), lambda row: row.address),
        Column("withdraw_reason", "string", _("Why it was withdrawn"), lambda row: row.withdraw_reason),
        SAMPLE,
        Column("created_at", "datetime", _("When it was entered"), lambda row: row.created_at, required=True),
        Column("decided_at", "datetime", _("When its study was finished"), lambda row: row.decided_at),
    ),
    withheld=(HIDDEN_WITHHELD, NAMES_WITHHELD),
    subject_kind="project",
    filterset="budgets.api.ProjectFilters",
    hanging=Hanging(rows=Project.objects.all),
)  # fmt: skip


def register() -> None:
    """Declare the datasets."""
    for dataset in (BUDGETS, CONTESTS, PROJECTS):
        register_dataset(dataset)
