"""Datasets of co-creation: contributions, and the clusters that they were put into."""

from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
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
from processes.models import Cluster, Contribution, Placement, ProblemTree, Solution


def contribution_rows(at: datetime) -> QuerySet:
    """Return the public contributions."""
    rows = Contribution.objects.public().select_related("subject__folio", "author")
    return rows.defer("subject__search")


def cluster_rows(at: datetime) -> QuerySet:
    """Return the published clusters with the keys of their public contributions."""
    inside = Placement.objects.filter(
        cluster=OuterRef("pk"), contribution__state="published", contribution__subject__state="published"
    )
    rows = Cluster.objects.public().select_related("subject").defer("subject__search")
    return rows.annotate(
        members=ArraySubquery(inside.order_by("contribution_id").values("contribution_id")),
        agreed=ArraySubquery(inside.filter(review="confirmed").order_by("contribution_id").values("contribution_id")),
    )


CONTRIBUTIONS = Dataset(
    name="contributions",
    position=46,
    title=_("Contributions"),
    description=_("Short texts that people handed in, online and in person. Their answers stand in the answers."),
    rows=contribution_rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column("component", "integer", _("Key of the activity"), lambda row: row.component_id, required=True),
        Column(
            "author",
            "string",
            _("Key of the author, the same in every dataset; nothing where the name is not shown"),
            lambda row: pseudonym(row.shown_author),
        ),
        Column("text", "text", _("What was said"), lambda row: row.text, required=True),
        Column("lang", "string", _("Language of the text (BCP 47)"), lambda row: row.lang, required=True),
        Column("theme", "string", _("Theme"), lambda row: row.theme),
        Column("territory", "integer", _("Key of the territory"), lambda row: row.territory_id),
        Column("encounter", "integer", _("Key of the encounter where it was said"), lambda row: row.encounter_id),
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
            _("The key of those who asked that their name is not shown"),
            _("With it, one could find them by what else they wrote."),
        ),
    ),
    subject_kind="contribution",
    filterset="processes.cocreation.api.ContributionFilters",
    orders={"id": ("id",), "newest": ("-published_at", "-id")},
    hanging=Hanging(rows=Contribution.objects.all),
)

CLUSTERS = Dataset(
    name="clusters",
    position=47,
    title=_("Clusters of contributions"),
    description=_("What people told us, put together by what it says: each cluster with the keys of what is in it."),
    rows=cluster_rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column("component", "integer", _("Key of the activity"), lambda row: row.component_id, required=True),
        Column("title", "string", _("Name of the cluster"), lambda row: row.title, required=True),
        Column("summary", "string", _("What belongs in it"), lambda row: row.summary),
        Column("contributions", "list", _("Keys of the contributions in it"), lambda row: row.members, required=True),
        Column(
            "confirmed",
            "list",
            _("Keys of those of which a second person confirmed that they belong there"),
            lambda row: row.agreed,
            required=True,
        ),
        Column("published_at", "datetime", _("When it was published"), lambda row: row.published_at),
    ),
    withheld=(Withheld(_("Who put what where"), _("It is the work of officials; its log is theirs.")),),
    subject_kind="cluster",
    filterset="processes.cocreation.api.ClusterFilters",
    hanging=Hanging(rows=Cluster.objects.all),
)


def tree_rows(at: datetime) -> QuerySet:
    """Return the published trees."""
    return ProblemTree.objects.public().select_related("subject").defer("subject__search")


TREES = Dataset(
    name="problem_trees",
    position=48,
    title=_("Problem trees"),
    description=_("What causes a problem and what follows from it, with evidence for each, as last published."),
    rows=tree_rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column("component", "integer", _("Key of the activity"), lambda row: row.component_id, required=True),
        Column("cluster", "integer", _("Key of the cluster that it grew from"), lambda row: row.cluster_id),
        Column("problem", "string", _("The problem"), lambda row: row.published.get("problem", ""), required=True),
        Column(
            "tree",
            "object",
            _("The problem, its causes and its effects, each with evidence and what stands below it"),
            lambda row: row.published,
            required=True,
        ),
        Column("published_at", "datetime", _("When it was first published"), lambda row: row.published_at),
        Column(
            "sample",
            "boolean",
            _("Whether it is made up, for a demonstration"),
            lambda row: row.is_sample,
            required=True,
        ),
    ),
    withheld=(Withheld(_("What is being worked on"), _("It is a draft until it is published as a new version.")),),
    subject_kind="problem_tree",
    filterset="processes.cocreation.api.TreeFilters",
    hanging=Hanging(rows=ProblemTree.objects.all),
)


def solution_rows(at: datetime) -> QuerySet:
    """Return the options that tables rank or ranked."""
    return Solution.objects.public().select_related("subject", "table").defer("subject__search")


SOLUTIONS = Dataset(
    name="solutions",
    position=49,
    title=_("Options of solution"),
    description=_(
        "What co-creation tables propose against a problem, and how those present ranked it, with the counts."
    ),
    rows=solution_rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column("encounter", "integer", _("Key of the encounter"), lambda row: row.table.encounter_id, required=True),
        Column("tree", "integer", _("Key of the problem tree"), lambda row: row.table.tree_id, required=True),
        Column("number", "integer", _("Number of the option at its table"), lambda row: row.number, required=True),
        Column("title", "string", _("Option"), lambda row: row.title, required=True),
        Column("text", "text", _("How it would be done"), lambda row: row.text),
        Column("place", "integer", _("Place in the result; the same points share one"), lambda row: row.place),
        Column(
            "points",
            "integer",
            _("Points: with n options the first of a sheet gets n, the second one less"),
            lambda row: row.points,
        ),
        Column(
            "places",
            "list",
            _("On how many sheets it stands first, second and so on"),
            lambda row: row.places,
            required=True,
        ),
        Column(
            "present",
            "integer",
            _("People present when the result was published"),
            lambda row: row.table.present,
        ),
        Column("decided_at", "datetime", _("When the result was published"), lambda row: row.table.decided_at),
        Column(
            "sample",
            "boolean",
            _("Whether it is made up, for a demonstration"),
            lambda row: row.is_sample,
            required=True,
        ),
    ),
    withheld=(
        Withheld(_("The sheets"), _("They have no names; with few people, one could still tell whose each is.")),
    ),
    subject_kind="solution",
    filterset="processes.cocreation.api.SolutionFilters",
    hanging=Hanging(rows=Solution.objects.all),
)


def register() -> None:
    """Register the datasets."""
    register_dataset(SOLUTIONS)
    register_dataset(TREES)
    register_dataset(CONTRIBUTIONS)
    register_dataset(CLUSTERS)
